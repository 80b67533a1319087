import { deepEqual, equal, notEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { Admin } from '@platformatic/kafka'
import { startBroker } from '../../../infra/local/kafka/broker.ts'
import { clusterMetadata } from '../../../infra/local/kafka/metadata.ts'
import { newFolder } from '../folder.ts'

test('a broker is frozen, woken, killed and restarted', async (t) => {
  const broker = await startBroker({ dir: newFolder(t) })
  t.after(() => broker.stop(0))
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker.bootstrap], retries: 20, retryDelay: 100 })
  t.after(() => admin.close())
  await admin.createTopics({ topics: ['kept'], partitions: 2, replicas: 1 })
  const { pid, bootstrap, clusterId } = broker
  const port = Number(bootstrap.split(':')[1])
  const metadata = (timeoutMs: number) => clusterMetadata('127.0.0.1', port, AbortSignal.timeout(timeoutMs))

  await t.test('frozen, it does not answer until it is woken', async () => {
    await broker.kill('SIGSTOP')
    equal(await metadata(300).catch((error: Error) => error.message), 'The broker did not answer in time.')
    await broker.kill('SIGCONT')
    deepEqual(await metadata(10_000), { clusterId, brokers: [1] })
  })

  await t.test('killed, it comes back on its port with its data', async () => {
    await broker.kill('SIGKILL')
    equal(broker.isAlive(), false)
    await broker.restart()
    notEqual(broker.pid, pid)
    equal(broker.bootstrap, bootstrap)
    deepEqual(await metadata(10_000), { clusterId, brokers: [1] })
    deepEqual(await admin.listTopics(), ['kept'])
  })
})
