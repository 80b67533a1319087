import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { openWay } from '../../registry/way.ts'
import { readTopic } from '../../support/kafka.ts'
import { startProxy } from '../../support/proxy-process.ts'
import { stack } from '../../support/stack.ts'
import { jsonRecord, openStream, ownTopic } from './stream-client.ts'

const avroRecord = (data: number) => JSON.stringify({ value: { type: 'AVRO', schema: '"int"', data } })

test('records that are ready do not wait for the registry; those behind one that waits keep their place', async (t) => {
  const way = await openWay(t, stack.registry)
  const proxy = await startProxy({
    KAFKA_REST_SCHEMA_REGISTRY_URL: way.url,
  })
  t.after(() => proxy.stop())
  const topic = await ownTopic()
  const stream = await openStream(proxy.url, topic)
  way.fault = 'silence'
  await stream.send(`${jsonRecord('ready')}${avroRecord(1)}${jsonRecord('behind')}`)
  equal((await stream.answers(1))[0]?.offset, 0)
  const [late, behind] = await stream.answers(2)
  equal(late?.error_code, 503)
  match(late?.message ?? '', /schema registry/)
  equal(behind?.offset, 1)

  way.fault = undefined
  // A busy machine's registry may need longer than the proxy waits for it.
  const again = async () => {
    await stream.send(avroRecord(2))
    return (await stream.answers(1))[0]?.error_code
  }
  while ((await again()) === 503);
  stream.finish()
  await stream.rest()
  stream.socket.destroy()
  const values = (await readTopic(topic, 3)).map(({ value }) => value as Buffer)
  deepEqual(values.slice(0, 2).map(String), ['"ready"', '"behind"'])
  deepEqual([values[2]?.[0], values[2]?.at(-1)], [0, 4])
})
