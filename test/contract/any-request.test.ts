import { deepEqual, doesNotMatch, equal, ok } from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { startBroker } from '../../infra/local/kafka/broker.ts'
import type { Route } from '../../shared/http/route.ts'
import { routes } from '../../shared/routes.ts'
import { newFolder } from '../support/folder.ts'
import { createTopic } from '../support/kafka.ts'
import { startProxy } from '../support/proxy-process.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'
import { consumerEnvironment } from './consumer.ts'

/** What is done here to configs, ACLs and topics no other test should feel. */
const broker = await startBroker({ dir: newFolder('any-request') })
const proxy = await startProxy({
  ...(await consumerEnvironment()),
  KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap,
  KAFKA_REST_CONSUMER_REQUEST_TIMEOUT_MAX_MS: '50',
})
after(async () => {
  await proxy.stop()
  await broker.stop()
})
const topic = await createTopic({ kafka: broker.bootstrap })

const clusters = await (await fetch(`${proxy.url}/v3/clusters`)).json()
const { cluster_id: cluster } = (clusters as { data: [{ cluster_id: string }] }).data[0]
const created = await fetch(`${proxy.url}/consumers/known`, {
  method: 'POST',
  headers: { 'content-type': 'application/vnd.kafka.v2+json' },
  body: '{"name":"known","format":"json"}',
})
equal(created.status, 200)

/** Most requests should come further than "unknown cluster". */
const KNOWN: Readonly<Record<string, string>> = {
  ...{
    cluster,
    topic,
    partition: '0',
    broker: '1',
    replica: '1',
    group: 'known',
    instance: 'known',
    consumer: 'known',
  },
  ...{ config: 'retention.ms', name: 'retention.ms' },
}

const strange = fc.oneof(
  fc.constantFrom('', '-', '..', '%2F', '%00', '%', '-1', '2147483648', '9'.repeat(400), 'a b', '__proto__', ':', '*'),
  fc.string({ maxLength: 12 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.string({ unit: fc.nat(255).map((byte) => String.fromCharCode(byte)), maxLength: 8 }),
)
const segment = (name: string) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(KNOWN[name] ?? 'known') }, { weight: 1, arbitrary: strange })

const FIELDS = [
  ...['records', 'key', 'value', 'partition', 'timestamp', 'headers', 'name', 'key_schema', 'value_schema'],
  ...['value_schema_id', 'format', 'auto.offset.reset', 'topics', 'topic_pattern', 'partitions', 'offsets', 'offset'],
  ...['topic', 'timestamps', 'topic_name', 'partitions_count', 'replication_factor', 'replicas_assignments', 'configs'],
  ...[
    'validate_only',
    'data',
    'operation',
    'entries',
    'id',
    'type',
    'schema',
    'schema_version',
    'subject',
    '__proto__',
  ],
  ...['resource_type', 'resource_name', 'pattern_type', 'principal', 'host', 'permission', 'partition_id'],
]
const WORDS = [
  ...[
    topic,
    'known',
    'earliest',
    'binary',
    'json',
    'avro',
    'AVRO',
    'JSON',
    'BINARY',
    'STRING',
    'TOPIC',
    'LITERAL',
    'READ',
  ],
  ...[
    'ALLOW',
    'DENY',
    'SET',
    'DELETE',
    'APPEND',
    'User:x',
    '*',
    'QQ==',
    '"int"',
    '',
    '\u0000',
    '2026-02-30T25:00:00Z',
    '.*',
  ],
]
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<unknown>(null, true, 0, -1, 1, 1.5, 2 ** 31, 2 ** 53, 1e300, ...WORDS),
    fc.string({ maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...FIELDS), tie('value'), { maxKeys: 6 }),
  ),
})).value
const body = fc.oneof(
  { weight: 6, arbitrary: json.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.constantFrom('', 'null', '[', '{"a":', '\ufeff{}', '[]'.repeat(50), '[['.repeat(2000)) },
  { weight: 1, arbitrary: fc.string({ unit: fc.nat(255).map((byte) => String.fromCharCode(byte)), maxLength: 40 }) },
)

const TYPES = [
  'application/json',
  'application/vnd.kafka.v2+json',
  'text/html',
  'application/json; charset=utf-16',
  'x',
  '*/*',
]
const query = fc.dictionary(
  fc.constantFrom(
    ...['timeout', 'max_bytes', 'offset', 'timestamp', 'count', 'include', 'topic', 'partitions', 'offset_type'],
    ...['resource_type', 'pattern_type', 'operation', 'permission', 'principal', 'include_authorized_operations'],
  ),
  fc.oneof(
    fc.constantFrom('0', '-1', 'earliest', 'true', 'TOPIC', 'LITERAL', 'READ', 'ALLOW', 'earliest_and_latest'),
    strange,
  ),
  { maxKeys: 3 },
)

/** A request on a route of the table, as bytes: near enough to a good one to come far, and wrong anywhere. */
const request = fc.constantFrom(...routes).chain((route) =>
  fc
    .record({
      method: fc.oneof(
        { weight: 8, arbitrary: fc.constant<string>(route.method) },
        { weight: 1, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE') },
      ),
      segments: fc.tuple(...route.path.split('/').slice(1).map(segmentOf)),
      query,
      type: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(route.consumes[0] ?? 'application/json', ...route.consumes) },
        { weight: 1, arbitrary: fc.constantFrom(...TYPES) },
      ),
      accept: fc.oneof({ weight: 5, arbitrary: fc.constant('*/*') }, fc.constantFrom(...TYPES, ...route.produces)),
      body,
    })
    .map(({ method, segments, query, type, accept, body }) => {
      const search = Object.entries(query).map(([name, value]) => `${name}=${value}`)
      const path = `/${segments.join('/')}${search.length > 0 ? `?${search.join('&')}` : ''}`
      const bytes = Buffer.from(body).toString('latin1')
      const headers = {
        Host: 'x',
        Connection: 'close',
        Accept: accept,
        'Content-Type': type,
        'Content-Length': bytes.length,
      }
      return { route, bytes: rawRequest(method, path.replaceAll(/[\s\u007f-\uffff]/g, '%20'), headers, bytes) }
    }),
)

function segmentOf(part: string): fc.Arbitrary<string> {
  return part.startsWith(':') ? segment(part.slice(1)) : fc.constant(part)
}

/** The topic and the instance that the others need to be there. */
function destroys({ method, path }: Route): boolean {
  return method === 'DELETE' && (path.endsWith('/topics/:topic') || path.endsWith('/instances/:instance'))
}

test('no request, whatever its bytes, is answered with a failure of the proxy’s own', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(request, async ({ route, bytes }) => {
      if (destroys(route)) return
      const { text, statuses } = await sendRaw(proxy.url, [Buffer.from(bytes, 'latin1').toString('latin1')])
      const [status = 0] = statuses
      ok(status >= 200 && status < 500, `${bytes}\n\n${text.slice(0, 1000)}`)
      doesNotMatch(text, /\n\s+at |node:internal|\/shared\//)
      if (status >= 400 && !bytes.startsWith('HEAD')) errorOf(text)
      seen.add(`${route.name} ${status < 300}`)
    }),
    { numRuns: 3000, endOnFailure: true },
  )
  const reached = routes.filter(({ name }) => seen.has(`${name} true`) || seen.has(`${name} false`))
  ok(reached.length > routes.length * 0.9, 'nearly every route was asked')
  equal((await fetch(`${proxy.url}/`)).status, 200)
  const failures = proxy.log.filter((line) => line.includes('"request.failed"'))
  deepEqual(failures, [])
})

/** @throws AssertionError  the answer is not `{"error_code", "message"}` */
function errorOf(text: string): void {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  // What is no HTTP at all is answered by Node's parser, in its own way.
  if (!/^date:/im.test(head)) return
  const error = JSON.parse(rest.join('\r\n\r\n')) as { error_code: unknown; message: unknown }
  equal(typeof error.error_code, 'number', text)
  equal(typeof error.message, 'string', text)
}
