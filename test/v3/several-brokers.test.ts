import { deepEqual, equal } from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, test } from 'node:test'
import { alterPartitionReassignmentsV0 } from '@platformatic/kafka'
import { startCluster } from '../../infra/local/kafka/cluster.ts'
import { createKafkaClient } from '../../shared/kafka/client.ts'
import { kafkaSettings } from '../support/engine.ts'
import { newFolder } from '../support/folder.ts'
import { uniqueTopic } from '../support/kafka.ts'
import { startApp } from '../support/targets.ts'

const dir = newFolder('v3-brokers')
const cluster = await startCluster({ dir })
const app = await startApp({
  KAFKA_REST_BOOTSTRAP_SERVERS: cluster.bootstrap,
  KAFKA_REST_CLIENT_REQUEST_TIMEOUT_MS: '1500',
})
const client = createKafkaClient(
  kafkaSettings({ bootstrapServers: cluster.bootstrap.split(','), requestTimeoutMs: 1500 }),
)
after(async () => {
  await client.close()
  await app.close()
  await cluster.stop()
  rmSync(dir, { recursive: true, force: true })
})
const own = `/v3/clusters/${cluster.clusterId}`

async function ask<Body>(path: string, method = 'GET', body?: object): Promise<{ status: number; body: Body }> {
  const headers = { 'content-type': 'application/json' }
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
  const response = await app.fetch(own + path, init)
  const text = await response.text()
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Body }
}

async function data<Item>(path: string): Promise<readonly Item[]> {
  return (await ask<{ data: Item[] }>(path)).body.data
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('It did not come to that.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

interface Replica {
  readonly broker_id: number
  readonly is_leader: boolean
  readonly is_in_sync: boolean
}

test('brokers are listed by their ids, each with configs that only it knows', async () => {
  const brokers = await data<{ broker_id: number; port: number }>('/brokers')
  deepEqual(
    brokers.map(({ broker_id, port }) => `${broker_id} 127.0.0.1:${port}`),
    cluster.brokers.map(({ nodeId, bootstrap }) => `${nodeId} ${bootstrap}`),
  )
  for (const { broker_id } of brokers) {
    const { body } = await ask<{ value: string }>(`/brokers/${broker_id}/configs/node.id`)
    equal(body.value, String(broker_id))
  }
  const all = await data<{ broker_id: number; name: string; value: string }>('/brokers/-/configs')
  deepEqual(
    all.filter(({ name }) => name === 'node.id').map(({ broker_id, value }) => [broker_id, value]),
    [1, 2, 3].map((id) => [id, String(id)]),
  )
})

test('a config of one broker is not the others’', async () => {
  equal((await ask('/brokers/2/configs/log.cleaner.backoff.ms', 'PUT', { value: '12345' })).status, 204)
  await until(async () => {
    const { body } = await ask<{ value: string }>('/brokers/2/configs/log.cleaner.backoff.ms')
    return body.value === '12345'
  })
  const { body } = await ask<{ value: string; is_default: boolean }>('/brokers/3/configs/log.cleaner.backoff.ms')
  deepEqual([body.value, body.is_default], ['15000', true])
})

test('assignments place replicas, and a reassignment is shown while it is under way', async () => {
  const topic = uniqueTopic()
  const assignments = { 0: [1, 2], 1: [2, 1] }
  equal((await ask('/topics', 'POST', { topic_name: topic, replicas_assignments: assignments })).status, 201)
  const replicas = `/topics/${topic}/partitions/1/replicas`
  // The broker that is asked may hear of the topic a moment later.
  await until(async () => {
    const { status, body } = await ask<{ data: Replica[] }>(replicas)
    return status === 200 && body.data.every(({ is_in_sync }) => is_in_sync)
  })
  deepEqual(
    (await data<Replica>(replicas)).map(({ broker_id, is_leader, is_in_sync }) => [broker_id, is_leader, is_in_sync]),
    [
      [2, true, true],
      [1, false, true],
    ],
  )
  equal((await ask(`${replicas}/3`)).status, 404)

  // A replica on a broker that does not answer is not caught up: the reassignment stays.
  const frozen = cluster.broker(3)
  await frozen.kill('SIGSTOP')
  try {
    const wanted = [{ name: topic, partitions: [{ partitionIndex: 1, replicas: [2, 3] }] }]
    // It may have been the controller: then the others choose one first.
    const deadline = Date.now() + 60_000
    const answer = await client.callAny([alterPartitionReassignmentsV0.api], [5000, true, wanted], deadline)
    deepEqual([answer.errorCode, answer.responses[0]?.partitions[0]?.errorCode], [0, 0])

    const self = `http://proxy.test${own}/topics/${topic}/partitions/1`
    const expected = (end: string) => ({
      kind: 'KafkaReassignment',
      metadata: {
        self: `${self}/${end}`,
        resource_name: `crn:///kafka=${cluster.clusterId}/topic=${topic}/partition=1/${end}`,
      },
      cluster_id: cluster.clusterId,
      topic_name: topic,
      partition_id: 1,
      adding_replicas: [3],
      removing_replicas: [1],
      replicas: { related: `${self}/replicas` },
    })
    deepEqual((await ask(`/topics/${topic}/partitions/1/reassignment`)).body, expected('reassignment'))
    equal((await ask(`/topics/${topic}/partitions/0/reassignment`)).status, 404)
    deepEqual(await data(`/topics/${topic}/partitions/-/reassignment`), [expected('reassignments')])
    deepEqual(await data('/topics/-/partitions/-/reassignment'), [expected('reassignments')])
    await until(async () => (await data<Replica>(replicas)).some(({ broker_id }) => broker_id === 3))
    const added = (await ask<Replica>(`${replicas}/3`)).body
    deepEqual([added.is_leader, added.is_in_sync], [false, false])
  } finally {
    await frozen.kill('SIGCONT')
  }
  await until(async () => (await ask(`/topics/${topic}/partitions/1/reassignment`)).status === 404)
  await until(async () => (await data<Replica>(replicas)).map(({ broker_id }) => broker_id).join() === '2,3')
})

test('a partition whose only broker is gone has no leader, and the configs of that broker are out of reach', async () => {
  await cluster.settled()
  const topic = uniqueTopic()
  equal((await ask('/topics', 'POST', { topic_name: topic, replicas_assignments: { 0: [3] } })).status, 201)
  const gone = cluster.broker(3)
  await gone.kill('SIGKILL')
  try {
    const partition = `/topics/${topic}/partitions/0`
    await until(async () => (await ask<{ leader: unknown }>(partition)).body.leader === null)
    deepEqual(
      (await data<Replica>(`${partition}/replicas`)).map(({ broker_id, is_leader }) => [broker_id, is_leader]),
      [[3, false]],
    )
    await until(async () => (await data('/brokers')).length === 2)
    equal((await ask('/brokers/3/configs')).status, 404)
    equal((await ask('/brokers/-/configs')).status, 200)
    // Its topic is there all the same.
    equal((await ask(`/topics/${topic}/configs`)).status, 200)
  } finally {
    await gone.restart()
  }
})
