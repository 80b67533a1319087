import { deepEqual, rejects } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { toTagged } from './native.ts'
import { type Peer, startPeer } from './peer.ts'
import { createTopics } from './topics.ts'

let proxy: ProxyProcess
/** Has the registry itself. */
let writer: Peer
/** Has the proxy for a registry. */
let reader: Peer
before(async () => {
  proxy = await startProxy({ KAFKA_REST_SCHEMA_REGISTRY_PROXY_ENABLE: 'true' })
  writer = startPeer()
  reader = startPeer(proxy.url)
})
after(async () => {
  writer.close()
  reader.close()
  await proxy.stop()
})

const part = { type: 'record', name: 'registry.Part', fields: [{ name: 'n', type: 'int' }] }
const whole = { type: 'record', name: 'registry.Whole', fields: [{ name: 'part', type: 'registry.Part' }] }

test('Confluent’s deserializer for Avro takes its schemas from the proxy', async () => {
  const [topic = ''] = await createTopics('registry-avro', 1)
  const records = [{ key: toTagged('k'), value: toTagged('v') }]
  await writer.write(topic, 'avro', { text: '"string"' }, records)
  deepEqual(await reader.read(topic, 'avro', { text: '"string"' }, { offset: 0, count: 1 }), records)
})

test('and the schemas that they refer to', async () => {
  const [topic = ''] = await createTopics('registry-references', 1)
  await writer.register(`${topic}.Part`, 'avro', { text: JSON.stringify(part) })
  const references = [{ name: part.name, subject: `${topic}.Part`, version: 1 }]
  const schema = { text: JSON.stringify(whole), references }
  const datum = toTagged({ part: { n: 1n } })
  await writer.write(topic, 'avro', schema, [{ key: datum, value: datum }])
  deepEqual(await reader.read(topic, 'avro', schema, { offset: 0, count: 1 }), [{ key: datum, value: datum }])
})

test('Confluent’s deserializer for JSON Schema takes its schemas from the proxy', async () => {
  const [topic = ''] = await createTopics('registry-json', 1)
  const text = '{"$schema": "http://json-schema.org/draft-07/schema#", "title": "registry", "type": "object"}'
  const records = [{ key: '{"n": 1}', value: '{"n": 2}' }]
  await writer.write(topic, 'jsonschema', { text }, records)
  deepEqual(await reader.read(topic, 'jsonschema', { text }, { offset: 0, count: 1 }), records)
})

test('a serializer that would register a schema is told that it cannot', async () => {
  const [topic = ''] = await createTopics('registry-writes', 1)
  const records = [{ key: toTagged('k'), value: toTagged('v') }]
  await rejects(reader.write(topic, 'avro', { text: '"string"' }, records), /405/)
})
