import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import avsc from 'avsc'
import { type Gafaelfawr, startGafaelfawr } from '../support/gafaelfawr.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { readTopic, uniqueTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { stack } from '../support/stack.ts'

const metric = {
  namespace: 'lsst.example',
  type: 'record',
  name: 'skyFluxMetric',
  fields: [
    { name: 'timestamp', type: 'long' },
    { name: 'band', type: 'string' },
    { name: 'instrument', type: 'string', default: 'LSSTCam' },
    { name: 'meanSky', type: 'float' },
    { name: 'stdevSky', type: 'float' },
  ],
} as const

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly json: Record<string, unknown>
}

/**
 * A session as Python's `requests` keeps it: one connection for all requests, headers spelled as `requests` spells them,
 * head and body sent apart, gzip taken, nothing tried again.
 */
function createSession(
  baseUrl: string,
): (method: string, path: string, headers: object, json?: object) => Promise<Reply> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  after(() => agent.destroy())
  return (method, path, headers, json) =>
    new Promise((resolve, reject) => {
      const body = json === undefined ? undefined : Buffer.from(pythonJson(json))
      const call = request(baseUrl + path, {
        method,
        agent,
        headers: {
          'User-Agent': 'python-requests/2.32.3',
          'Accept-Encoding': 'gzip, deflate',
          Accept: '*/*',
          Connection: 'keep-alive',
          ...(body && { 'Content-Length': body.length }),
          ...headers,
        },
      })
      call.on('error', reject)
      call.on('response', async (answer) => {
        const bytes = await buffer(answer)
        const text = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, json: JSON.parse(text.toString()) })
      })
      call.flushHeaders()
      call.end(body)
    })
}

/** As `json.dumps` writes: blanks after separators, everything beyond ASCII escaped. */
function pythonJson(value: unknown): string {
  const escaped = (text: string) =>
    JSON.stringify(text).replaceAll(
      /[\u007f-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  if (typeof value === 'string') return escaped(value)
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, each]) => `${escaped(name)}: ${pythonJson(each)}`)
  return `{${members.join(', ')}}`
}

describe('a Sasquatch client', () => {
  let gafaelfawr: Gafaelfawr
  let issuer: Issuer
  let proxy: ProxyProcess
  before(async () => {
    gafaelfawr = await startGafaelfawr()
    issuer = await startIssuer()
    proxy = await startProxy({
      KAFKA_REST_BASE_PATH: '/sasquatch-rest-proxy',
      KAFKA_REST_AUTH_GAFAELFAWR_URL: gafaelfawr.url,
      KAFKA_REST_AUTH_JWT_ISSUER: issuer.issuer,
      KAFKA_REST_AUTH_JWT_AUDIENCE: 'kafka-rest-edge',
      KAFKA_REST_AUTH_POLICY: 'write:sasquatch=produce,metadata,topic:create@lsst.example.*',
    })
  })
  after(async () => {
    await proxy.stop()
    await gafaelfawr.close()
    await issuer.close()
  })

  const tokens: Record<string, () => string | Promise<string>> = {
    'an RSP access token': () => gafaelfawr.issue({ scopes: ['write:sasquatch'] }),
    'a JWT': () => issuer.token({ scope: 'read:tap write:sasquatch' }),
  }
  for (const [kind, token] of Object.entries(tokens)) {
    test(`with ${kind} finds the cluster, creates a topic and sends metrics with the schema’s text each time`, async () => {
      const send = createSession(`${proxy.url}/sasquatch-rest-proxy`)
      const authorization = `Bearer ${await token()}`
      const topic = uniqueTopic('lsst.example.skyFluxMetric')

      const clusters = await send('GET', '/v3/clusters', { authorization, 'content-type': 'application/json' })
      equal(clusters.status, 200)
      const [cluster] = clusters.json.data as { cluster_id: string; topics: { related: string } }[]
      ok(cluster?.topics.related.startsWith(`${proxy.url}/sasquatch-rest-proxy/v3/clusters/`))

      const created = await send(
        'POST',
        `/v3/clusters/${cluster?.cluster_id}/topics`,
        { authorization, 'content-type': 'application/json' },
        // One broker: Sasquatch itself asks for three replicas.
        { topic_name: topic, partitions_count: 1, replication_factor: 1 },
      )
      equal(created.status, 201)
      equal(created.json.topic_name, topic)

      const sent: object[] = []
      for (let i = 0; i < 3; i++) {
        const value = {
          timestamp: 1681248783000000 + i,
          band: 'y·é',
          instrument: 'LSSTCam',
          meanSky: -213.75,
          stdevSky: 32.5,
        }
        sent.push(value)
        const produced = await send(
          'POST',
          `/topics/${topic}`,
          {
            authorization,
            'content-type': 'application/vnd.kafka.avro.v2+json',
            accept: 'application/vnd.kafka.v2+json',
          },
          { value_schema: JSON.stringify(metric), records: [{ value }] },
        )
        equal(produced.status, 200, JSON.stringify(produced.json))
        equal(produced.headers['content-type'], 'application/vnd.kafka.v2+json')
        deepEqual(produced.json.offsets, [{ partition: 0, offset: i, error_code: null, error: null }])
        equal(produced.json.key_schema_id, null)
        ok(Number.isInteger(produced.json.value_schema_id))
      }

      const versions = await fetch(`${stack.registry}/subjects/${topic}-value/versions`)
      equal(((await versions.json()) as number[]).length, 1)
      const type = avsc.Type.forSchema(metric as never)
      const records = await readTopic(topic, 3)
      deepEqual(
        records.map(({ value }) => ({ ...type.fromBuffer((value as Buffer).subarray(5)) })),
        sent,
      )
    })
  }

  test('that forgets a field with a default is told which', async () => {
    const send = createSession(`${proxy.url}/sasquatch-rest-proxy`)
    const answer = await send(
      'POST',
      `/topics/${uniqueTopic('lsst.example.skyFluxMetric')}`,
      { authorization: `Bearer ${gafaelfawr.issue()}`, 'content-type': 'application/vnd.kafka.avro.v2+json' },
      {
        value_schema: JSON.stringify(metric),
        records: [{ value: { timestamp: 1, band: 'y', meanSky: 1, stdevSky: 1 } }],
      },
    )
    deepEqual([answer.status, answer.json.error_code], [400, 400])
    match(String(answer.json.message), /instrument/)
  })

  test('without the scope is refused with 403, without a token with 401, on the same connection', async () => {
    const send = createSession(`${proxy.url}/sasquatch-rest-proxy`)
    const body = { records: [{ value: null }] }
    const headers = { 'content-type': 'application/vnd.kafka.avro.v2+json' }
    const reader = { authorization: `Bearer ${gafaelfawr.issue({ scopes: ['read:tap'] })}` }
    const forbidden = await send('POST', '/topics/lsst.example.x', { ...headers, ...reader }, body)
    deepEqual([forbidden.status, forbidden.json.error_code], [403, 40301])
    const unknown = await send('POST', '/topics/lsst.example.x', headers, body)
    deepEqual([unknown.status, unknown.json.error_code], [401, 401])
    match(String(unknown.headers['www-authenticate']), /^Bearer /)
  })

  test('may not create topics of another namespace', async () => {
    const send = createSession(`${proxy.url}/sasquatch-rest-proxy`)
    const headers = { authorization: `Bearer ${gafaelfawr.issue()}`, 'content-type': 'application/json' }
    const answer = await send('POST', '/v3/clusters/any/topics', headers, { topic_name: 'lsst.other.metric' })
    deepEqual([answer.status, answer.json.error_code], [403, 40301])
  })
})
