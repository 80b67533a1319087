import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createKafkaClient } from '../../../shared/kafka/client.ts'
import { KafkaUnreachable } from '../../../shared/kafka/error.ts'
import { createLanes } from '../../../shared/kafka/producer/lanes.ts'
import { LAST_EPOCH } from '../../../shared/kafka/producer/numbering.ts'
import { createProducerIds } from '../../../shared/kafka/producer/producer-ids.ts'
import { kafkaSettings } from '../../support/engine.ts'
import { soon } from './results.ts'

test('an id is asked for once for all who want one, and is another one each time', async (t) => {
  const client = createKafkaClient(kafkaSettings())
  t.after(() => client.close())
  const ids = createProducerIds(client, true)
  equal(ids.peek(), undefined)
  const [first, same] = await Promise.all([ids.load(soon()), ids.load(soon())])
  equal(first, same)
  equal(ids.peek(), first)
  equal(first?.epoch, 0)
  notEqual((await ids.load(soon())).id, first?.id)
})

test('whoever asks waits no longer than its own deadline, and does not shorten that of others', async (t) => {
  const client = createKafkaClient(kafkaSettings())
  t.after(() => client.close())
  const ids = createProducerIds(client, true)
  const hurried = ids.load(soon(0)).catch((error) => error)
  const patient = ids.load(soon())
  ok((await hurried) instanceof KafkaUnreachable)
  equal((await patient).epoch, 0)
})

test('without idempotence there is nothing to ask for', () => {
  const client = createKafkaClient(kafkaSettings({ bootstrapServers: ['127.0.0.1:9'] }))
  deepEqual(createProducerIds(client, false).peek(), { id: -1n, epoch: -1 })
})

test('a lane made anew for a partition begins above every epoch its predecessors used', async (t) => {
  const client = createKafkaClient(kafkaSettings())
  t.after(() => client.close())
  const ids = createProducerIds(client, true)
  const { id } = await ids.load(soon())
  const lanes = createLanes(ids, 1_000_000)
  const lane = lanes.of('orders', 0)
  lane.numbering.begin({ id, epoch: 5 })
  equal(lanes.sweep(Date.now() + 30_000), false)
  equal(lanes.find('orders', 0), lane)
  lanes.sweep(Date.now() + 70_000)
  equal(lanes.find('orders', 0), undefined)
  deepEqual(ids.peek(), { id, epoch: 6 })
})

test('an id whose epochs are used up is not given out again, and others are none of its business', async (t) => {
  const client = createKafkaClient(kafkaSettings())
  t.after(() => client.close())
  const ids = createProducerIds(client, true)
  const { id } = await ids.load(soon())
  ids.retire({ id: id + 1000n, epoch: LAST_EPOCH })
  deepEqual(ids.peek(), { id, epoch: 0 })
  ids.retire({ id, epoch: LAST_EPOCH })
  equal(ids.peek(), undefined)
})
