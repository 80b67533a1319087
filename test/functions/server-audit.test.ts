import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Issuer, startIssuer, trusting } from '../support/issuer.ts'
import { uniqueTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'

const policy = 'admin=*; writer=produce,metadata@lsst.*'
const json2 = 'application/vnd.kafka.json.v2+json'

describe('the audit', () => {
  let issuer: Issuer
  let proxy: ProxyProcess
  let cluster = ''
  let admin: Record<string, string>
  let writer: Record<string, string>
  before(async () => {
    issuer = await startIssuer()
    proxy = await startProxy({ ...trusting(issuer), KAFKA_REST_AUTH_POLICY: policy })
    admin = { authorization: `Bearer ${await issuer.token({ sub: 'root', scope: 'admin' })}` }
    writer = { authorization: `Bearer ${await issuer.token({ scope: 'writer' })}` }
    const { data } = (await (await fetch(`${proxy.url}/v3/clusters`, { headers: admin })).json()) as {
      data: { cluster_id: string }[]
    }
    cluster = data[0]?.cluster_id ?? ''
  })
  after(async () => {
    await proxy.stop()
    await issuer.close()
  })

  /** Sends a request; its answer and the lines that have its id. */
  async function send(path: string, init: RequestInit) {
    const id = `test-${Math.random().toString(36).slice(2)}`
    const response = await fetch(proxy.url + path, { ...init, headers: { ...init.headers, 'x-request-id': id } })
    await response.text()
    // The log comes in the order of requests: the line of a later one is not read before those of this.
    const end = await fetch(`${proxy.url}/topics`, { headers: { 'x-request-id': `${id}-end` } })
    await end.text()
    while (!proxy.log.some((line) => line.includes(`${id}-end`))) await new Promise((resolve) => setTimeout(resolve, 5))
    const lines = proxy.log.filter((line) => line.includes(`"${id}"`)).map((line) => JSON.parse(line))
    return { response, lines }
  }

  test('a request without credentials leaves one line: what was asked, from where, and why not', async () => {
    const { response, lines } = await send('/topics/lsst.x', { method: 'GET' })
    equal(response.status, 401)
    equal(lines.length, 1)
    const { event, outcome, principal, address, action, operation, topics, status, code, reason } = lines[0]
    deepEqual(
      { event, outcome, principal, address, action, operation, topics, status, code },
      {
        event: 'audit',
        outcome: 'refused',
        principal: undefined,
        address: '127.0.0.1',
        action: 'metadata',
        operation: 'api.v2.topics.get',
        topics: ['lsst.x'],
        status: 401,
        code: 401,
      },
    )
    match(reason, /^Authentication is required/)
  })

  test('a request that the policy forbids leaves who, what, which topic, why', async () => {
    const body = JSON.stringify({ records: [{ value: 'my-payload' }] })
    const { response, lines } = await send('/topics/other', {
      method: 'POST',
      headers: { ...writer, 'content-type': json2 },
      body,
    })
    equal(response.status, 403)
    equal(lines.length, 1)
    const { outcome, principal, action, topics, status, code, reason } = lines[0]
    deepEqual(
      [outcome, principal, action, topics, status, code],
      ['refused', 'alice', 'produce', ['other'], 403, 40301],
    )
    equal(reason, 'Not allowed: produce on topic "other"; it needs the scope admin.')
    equal(response.headers.get('x-request-id'), lines[0].requestId)
  })

  test('an administrative request leaves a line when it is done, with the topic that its body names', async () => {
    const topic = uniqueTopic('audit')
    const { response, lines } = await send(`/v3/clusters/${cluster}/topics`, {
      method: 'POST',
      headers: { ...admin, 'content-type': 'application/json' },
      body: JSON.stringify({ topic_name: topic, partitions_count: 1, replication_factor: 1 }),
    })
    equal(response.status, 201)
    equal(lines.length, 1)
    const { outcome, principal, action, topics } = lines[0]
    deepEqual([outcome, principal, action, topics], ['done', 'root', 'topic:create', [topic]])
    const deleted = await send(`/v3/clusters/${cluster}/topics/${topic}`, { method: 'DELETE', headers: admin })
    deepEqual(
      [deleted.lines[0].outcome, deleted.lines[0].action, deleted.lines[0].topics],
      ['done', 'topic:delete', [topic]],
    )
    const missing = await send(`/v3/clusters/${cluster}/topics/${topic}`, { method: 'DELETE', headers: admin })
    deepEqual([missing.lines[0].outcome, missing.lines[0].status], ['failed', 404])
  })

  test('a refused administrative request names the topic of its body', async () => {
    const { response, lines } = await send(`/v3/clusters/${cluster}/topics/-/configs:alter`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await issuer.token({ scope: 'admin' })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ data: [] }),
    })
    ok(response.status < 500)
    equal(lines.length, 1)
    const { outcome, action } = lines[0]
    deepEqual([outcome === 'refused', action], [false, 'configs'])
  })

  test('reading and writing as one may leaves no line', async () => {
    const { response, lines } = await send('/topics', { headers: writer })
    equal(response.status, 200)
    deepEqual(lines, [])
    match(response.headers.get('x-request-id') ?? '', /^test-/)
  })

  test('a path that there is not leaves a line when it is refused', async () => {
    const { lines } = await send('/nowhere', {})
    deepEqual([lines[0].outcome, lines[0].path, lines[0].status], ['refused', '/nowhere', 401])
  })

  test('an id that could be more than one is not taken over', async () => {
    const response = await fetch(`${proxy.url}/topics`, { headers: { 'x-request-id': 'a b"c' } })
    match(response.headers.get('x-request-id') ?? '', /^[\w-]{12}-\w+$/)
  })

  test('no token and no payload has come into the log', () => {
    const text = proxy.log.join('\n')
    for (const secret of [admin.authorization, writer.authorization]) {
      equal(text.includes((secret ?? 'none').slice(7)), false)
    }
    equal(text.includes('my-payload'), false)
  })
})
