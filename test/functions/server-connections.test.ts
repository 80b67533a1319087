import { deepEqual, equal, match, ok } from 'node:assert/strict'
import type { Socket } from 'node:net'
import { after, afterEach, before, describe, test } from 'node:test'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { type Part, rawRequest, sendRaw } from '../support/raw-http.ts'

const json2 = 'application/vnd.kafka.json.v2+json'
const body = '{"records":[{"value":1}]}'
const close = { Host: 'proxy.test', Connection: 'close' }
const chunked = { Host: 'proxy.test', 'Content-Type': json2, 'Transfer-Encoding': 'chunked' }
const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`

describe('the node server, over connections of all kinds,', () => {
  let proxy: ProxyProcess
  let topic: string
  let path: string
  let stored = 0
  before(async () => {
    proxy = await startProxy({ KAFKA_REST_REQUEST_TIMEOUT_MS: '3000' })
    topic = await createTopic()
    path = `/topics/${topic}`
  })
  // Whatever was sent: the process is unharmed, and nothing but good requests is stored.
  afterEach(async () => {
    const answer = await fetch(proxy.url + path, { method: 'POST', headers: { 'content-type': json2 }, body })
    equal(answer.status, 200)
    stored++
    equal((await readTopic(topic, stored)).length, stored)
    deepEqual(
      proxy.log.filter((line) => /Warning|"level":"(?:error|fatal)"/.test(line)),
      [],
    )
  })
  after(async () => equal(await proxy.stop(), 0))

  const send = (...parts: Part[]) => sendRaw(proxy.url, parts)
  const produce = (headers: Record<string, string | number>, text = body) =>
    rawRequest('POST', path, { 'Content-Type': json2, 'Content-Length': Buffer.byteLength(text), ...headers }, text)

  test('HTTP/1.0 is served, with a Host and without', async () => {
    for (const headers of [{}, { Host: 'proxy.test' }]) {
      const { statuses, text } = await send(rawRequest('GET', '/brokers', headers, '', '1.0'))
      deepEqual(statuses, [200])
      match(text, /\{"brokers":\[1\]\}$/)
    }
    const { text } = await send(rawRequest('GET', '/v3/clusters', {}, '', '1.0'))
    match(text, /"self":"http:\/\/localhost\/v3\/clusters"/)
  })

  test('pipelined requests are answered in their order', async () => {
    const requests = [produce({ Host: 'a' }), rawRequest('GET', '/nowhere', { Host: 'a' }), produce({ Host: 'a' })]
    const { statuses, text } = await send([...requests, rawRequest('GET', '/', close)].join(''))
    deepEqual(statuses, [200, 404, 200, 200])
    match(text, /\{\}$/)
    stored += 2
  })

  test('an idle connection outlives that of a load balancer', async () => {
    const answer = await fetch(`${proxy.url}/health/live`)
    match(answer.headers.get('keep-alive') ?? '', /^timeout=75$/)
  })

  test('a request target in absolute form is served', async () => {
    const { statuses } = await send(rawRequest('GET', 'http://proxy.test/brokers', close))
    deepEqual(statuses, [200])
  })

  test('a body in chunks is read, however small they are', async () => {
    const chunks = [...body].map((character) => `1\r\n${character}\r\n`).join('')
    const { statuses } = await send(rawRequest('POST', path, { ...chunked, Connection: 'close' }, `${chunks}0\r\n\r\n`))
    deepEqual(statuses, [200])
    stored++
  })

  test('duplicate headers are joined, a duplicate Content-Type is no type that is read', async () => {
    const accepts = [...Object.entries(close), ['Accept', 'text/html'], ['Accept', '*/*;q=0.1']] as const
    deepEqual((await send(rawRequest('GET', '/brokers', accepts))).statuses, [200])
    const length = ['Content-Length', Buffer.byteLength(body)] as const
    for (const second of [json2, 'text/plain']) {
      const headers = [...Object.entries(close), length, ['Content-Type', json2], ['Content-Type', second]] as const
      deepEqual((await send(rawRequest('POST', path, headers, body))).statuses, [415])
    }
  })

  const malformed: Record<string, [request: () => string, status: number]> = {
    'HTTP/1.1 without a Host': [() => 'GET / HTTP/1.1\r\n\r\n', 400],
    'a Host that is none': [() => rawRequest('GET', '/v3/clusters', { Connection: 'close', Host: 'a b<>' }), 400],
    'no HTTP at all': [() => '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', 400],
    'a request line of 20 kB': [() => rawRequest('GET', `/topics/${'a'.repeat(20_000)}`, close), 431],
    'a header of 20 kB': [() => rawRequest('GET', '/', { ...close, 'X-Long': 'x'.repeat(20_000) }), 431],
    'a thousand headers': [
      () =>
        rawRequest(
          'GET',
          '/',
          Array.from({ length: 1500 }, (_, i) => [`x-${i}`, 'v'.repeat(20)]),
        ),
      431,
    ],
    'a header without a name': [() => `GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n`, 400],
    'a line break within a header': [() => `GET / HTTP/1.1\r\nHost: a\r\nX: a\nb\r\n\r\n`, 400],
    'OPTIONS *': [() => rawRequest('OPTIONS', '*', close), 400],
    'two different Content-Lengths': [() => twoLengths(5, 6), 400],
    'one Content-Length twice': [() => twoLengths(25, 25), 400],
    'Content-Length and chunks': [
      () => rawRequest('POST', path, { ...chunked, 'Content-Length': 25 }, `19\r\n${body}\r\n0\r\n\r\n`),
      400,
    ],
    'a Content-Length that is no number': [() => produce({ ...close, 'Content-Length': 'many' }), 400],
    'a Content-Length below zero': [() => produce({ ...close, 'Content-Length': -1 }), 400],
    'a chunk’s length that is no number': [() => rawRequest('POST', path, chunked, 'zz\r\n'), 400],
    'an unknown transfer coding': [
      () => rawRequest('POST', path, { ...chunked, 'Transfer-Encoding': 'nonsense' }, body),
      400,
    ],
    'a method that HTTP does not know': [() => rawRequest('PRODUCE', '/', close), 400],
  }
  for (const [what, [request, status]] of Object.entries(malformed)) {
    test(`${what}: ${status}, and the connection is closed`, async () => {
      const { statuses, text } = await send(request())
      deepEqual(statuses, [status])
      ok(!/\bat .*:\d+|node_modules/.test(text), text)
    })
  }

  function twoLengths(...lengths: number[]): string {
    const headers = lengths.map((length) => ['Content-Length', length] as const)
    return rawRequest('POST', path, [['Host', 'a'], ['Content-Type', json2], ...headers], body)
  }

  test('a client that hangs up in mid-body stores nothing', async () => {
    for (const headers of [{ Host: 'a', 'Content-Type': json2, 'Content-Length': 1000 }, chunked]) {
      await send(rawRequest('POST', path, headers, '19\r\n{"rec'), (socket) => socket.destroy())
      await send(rawRequest('POST', path, headers, '19\r\n{"rec'), (socket) => socket.resetAndDestroy())
    }
  })

  test('a client that hangs up before the answer harms nobody', async () => {
    for (const request of [produce({ Host: 'a' }), rawRequest('GET', '/openapi.json', { Host: 'a' })]) {
      await send(request, (socket) => socket.destroy())
    }
    // The record was sent whole: whether it is stored, only Kafka can say.
    stored = (await settled(() => readTopic(topic, stored))).length
  })

  test('a client that reads no answers does not fill the server’s memory', async () => {
    const before = await residentBytes()
    const document = rawRequest('GET', '/openapi.json', { Host: 'a' })
    await send(
      (socket) => socket.pause(),
      ...Array<string>(200).fill(document.repeat(20)),
      (socket) => socket.resetAndDestroy(),
    ).catch(() => {})
    const grown = (await residentBytes()) - before
    ok(grown < 150_000_000, `${grown} bytes more`)
  })

  test('a body beyond the limit by its Content-Length is answered with 413 before it is read', async () => {
    const head = rawRequest('POST', path, { Host: 'a', 'Content-Type': json2, 'Content-Length': 20_000_000 })
    const { statuses } = await send(head)
    deepEqual(statuses, [413])
  })

  test('who asks before sending a body beyond the limit is answered with 413', async () => {
    const headers = { Host: 'a', 'Content-Type': json2, 'Content-Length': 20_000_000, Expect: '100-continue' }
    const { statuses } = await send(rawRequest('POST', path, headers))
    deepEqual(statuses, [100, 413])
  })

  test('an endless body in chunks is answered with 413 while it is read, and costs no memory', async () => {
    const before = await residentBytes()
    const answers = await Promise.all(Array.from({ length: 4 }, () => sendRaw(proxy.url, endless())))
    for (const { statuses } of answers) deepEqual(statuses, [413])
    const grown = (await residentBytes()) - before
    ok(grown < 150_000_000, `${grown} bytes more`)

    function* endless(): Generator<string> {
      yield rawRequest('POST', path, chunked)
      for (;;) yield chunk
    }
  })

  test('forty megabytes of opening brackets are refused, and cost little more memory than they have', async () => {
    const before = await residentBytes()
    const brackets = '['.repeat(10_000_000)
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(produce(close, brackets))))
    for (const { statuses, text } of answers) {
      deepEqual(statuses, [400])
      match(text, /nested too deeply/)
    }
    const grown = (await residentBytes()) - before
    ok(grown < 300_000_000, `${grown} bytes more`)
  })

  test('a client that sends more than the limit still reads the 413, and may go on with the connection', async () => {
    const length = 10_485_761
    const head = { Host: 'a', 'Content-Type': json2, 'Content-Length': length }
    const parts = [rawRequest('POST', path, head), ...Array<string>(160).fill('x'.repeat(65_536)), 'x']
    const { statuses, end } = await send(...parts, rawRequest('GET', '/', close))
    deepEqual({ statuses, end }, { statuses: [413, 200], end: 'end' })
  })

  test('a body that does not come is answered with 408 when the request’s time is over', async () => {
    const started = Date.now()
    const head = rawRequest('POST', path, { Host: 'a', 'Content-Type': json2, 'Content-Length': 1000 }, '{"rec')
    const { statuses } = await send(head)
    deepEqual(statuses, [408])
    ok(Date.now() - started < 6000, `${Date.now() - started} ms`)
  })

  test('a hundred connections that say nothing keep nobody waiting', async () => {
    const silent: Socket[] = []
    const ended = Array.from({ length: 100 }, () => send((socket: Socket) => silent.push(socket)))
    const answer = await fetch(`${proxy.url}/brokers`)
    equal(answer.status, 200)
    for (const socket of silent) socket.destroy()
    await Promise.all(ended)
  })

  async function residentBytes(): Promise<number> {
    const page = await (await fetch(`${proxy.url}/metrics`)).text()
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(page)?.[1])
  }
})

/** Asks until two answers in a row are of one length. */
async function settled<T extends { length: number }>(ask: () => Promise<T>): Promise<T> {
  for (let last = await ask(); ; ) {
    const next = await ask()
    if (next.length === last.length) return next
    last = next
  }
}
