import { equal, match } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Producer } from '@platformatic/kafka'
import { commitOffsets } from '../../shared/kafka/groups/commit-offsets.ts'
import { newTable } from '../consume/dynamodb/stores.ts'
import { openWay, type Way } from '../consume/dynamodb/way.ts'
import { joinNatively, protocols } from '../kafka/groups/native.ts'
import { openCoordinators, soon, uniqueGroup } from '../kafka/groups/open.ts'
import { createTopic } from '../support/kafka.ts'
import { stack } from '../support/stack.ts'
import { startApp, type Target } from '../support/targets.ts'

interface Proxy {
  readonly way: Way
  /** Path of the cluster's groups. */
  readonly groups: string
  readonly ask: (path: string) => Promise<{ status: number; json: Record<string, unknown>; retryAfter: string | null }>
}

/** A proxy whose way to DynamoDB can be broken, and is watched. */
async function start(t: TestContext): Promise<Proxy> {
  const way = await openWay(t)
  const target: Target = await startApp({
    KAFKA_REST_DYNAMODB_ENDPOINT: way.url,
    KAFKA_REST_DYNAMODB_TABLE: await newTable(),
    KAFKA_REST_REQUEST_TIMEOUT_MS: '5000',
  })
  t.after(() => target.close())
  const ask: Proxy['ask'] = async (path) => {
    const response = await target.fetch(path)
    const json = (await response.json()) as Record<string, unknown>
    return { status: response.status, json, retryAfter: response.headers.get('retry-after') }
  }
  const { json } = await ask('/v3/clusters')
  const [cluster] = json.data as { cluster_id: string }[]
  return { way, ask, groups: `/v3/clusters/${cluster?.cluster_id}/consumer-groups` }
}

async function committed(t: TestContext, topic: string, offset = 0n): Promise<string> {
  const group = uniqueGroup()
  await commitOffsets(openCoordinators(t), group, [{ topic, partition: 0, offset }], soon())
  return group
}

for (const protocol of protocols) {
  test(`while consumers of the ${protocol} protocol are in a group, the table of instances is not asked`, async (t) => {
    const { way, ask, groups } = await start(t)
    const [topic, group] = [await createTopic(), uniqueGroup()]
    await joinNatively(t, group, topic, protocol)
    const deadline = soon()
    while ((await ask(`${groups}/${group}`)).json.state !== 'STABLE' && Date.now() < deadline);
    const before = way.requests.length
    way.fault = 'reset'
    equal((await ask(`${groups}/${group}`)).json.state, 'STABLE')
    equal((await ask(`${groups}/${group}/consumers`)).status, 200)
    equal(way.requests.length, before)
  })
}

test('a group without native consumers costs one read of the table', async (t) => {
  const { way, ask, groups } = await start(t)
  const group = await committed(t, await createTopic())
  for (const path of ['', '/consumers', '/lags', '/lag-summary']) {
    const before = way.requests.length
    equal((await ask(`${groups}/${group}${path}`)).status, 200)
    equal(way.requests.length, before + 1, path)
    match(way.requests.at(-1)?.operation ?? '', /GetItem/)
  }
})

test('while the table gives no answer, groups without native consumers answer 503 with Retry-After', async (t) => {
  const { way, ask, groups } = await start(t)
  const group = await committed(t, await createTopic())
  way.fault = 'reset'
  for (const path of ['', `/${group}`, `/${group}/lags`, '/nobody']) {
    const { status, json, retryAfter } = await ask(groups + path)
    equal(`${status} ${json.error_code} ${retryAfter}`, '503 503 5', path)
  }
  way.fault = 'pass'
  equal((await ask(`${groups}/${group}`)).status, 200)
})

test('a log ends for lags where transactions are decided', async (t) => {
  const { ask, groups } = await start(t)
  const topic = await createTopic()
  const group = await committed(t, topic, 1n)
  const producer = new Producer({
    clientId: 'test',
    bootstrapBrokers: [stack.kafka],
    transactionalId: uniqueGroup('transaction'),
    idempotent: true,
  })
  t.after(() => producer.close())
  const message = { topic, value: Buffer.from('1') }
  const first = await producer.beginTransaction()
  await first.send({ messages: [message, message, message] })
  await first.commit()
  const second = await producer.beginTransaction()
  await second.send({ messages: [message, message] })
  const lag = async () => {
    const { json } = await ask(`${groups}/${group}/lags/${topic}/partitions/0`)
    return `${json.log_end_offset} - ${json.current_offset} = ${json.lag}`
  }
  // The mark of the first transaction's end is an offset of its own.
  equal(await lag(), '4 - 1 = 3')
  await second.commit()
  const deadline = soon()
  while ((await lag()) !== '7 - 1 = 6' && Date.now() < deadline);
  equal(await lag(), '7 - 1 = 6')
})
