import { equal, match, ok } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { sendRaw } from '../support/raw-http.ts'

describe('the id of a request', () => {
  let proxy: ProxyProcess
  before(async () => {
    // Nobody is there: who needs the registry is answered 503.
    proxy = await startProxy({
      KAFKA_REST_REQUEST_LOG: 'all',
      KAFKA_REST_SCHEMA_REGISTRY_URL: 'http://127.0.0.1:9',
    })
  })
  after(async () => equal(await proxy.stop(), 0))

  /** The line of the log about it. */
  async function line(event: string, id: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = proxy.log.find(
        (each) => each.includes(`"event":"${event}"`) && each.includes(`"requestId":"${id}"`),
      )
      if (found) return JSON.parse(found)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  test('is in the line about it, as it is in the answer', async () => {
    const given = await fetch(`${proxy.url}/brokers`, { headers: { 'x-request-id': 'given-1' } })
    equal(given.headers.get('x-request-id'), 'given-1')
    equal((await line('request', 'given-1')).operation, 'api.v2.brokers.list')
    const made = (await fetch(`${proxy.url}/brokers`)).headers.get('x-request-id') ?? ''
    match(made, /^[\w-]{12}-\w+$/)
    equal((await line('request', made)).status, 200)
  })

  test('is in the line about what went wrong', async () => {
    const answer = await fetch(`${proxy.url}/topics/t`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.kafka.avro.v2+json', 'x-request-id': 'given-2' },
      body: '{"value_schema":"\\"int\\"","records":[{"value":1}]}',
    })
    equal(answer.status, 503)
    equal(answer.headers.get('x-request-id'), 'given-2')
    equal((await line('request.failed', 'given-2')).code, 503)
    equal((await line('request', 'given-2')).status, 503)
  })

  test('is there for what is no request', async () => {
    for (const nonsense of ['\0\r\n\r\n', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n']) {
      const { text } = await sendRaw(proxy.url, [nonsense])
      const id = /X-Request-Id: (\S+)/.exec(text)?.[1] ?? ''
      ok(id !== '', text)
      equal((await line('request', id)).status, 400)
    }
  })
})
