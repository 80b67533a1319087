import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createApp } from '../../../shared/app.ts'
import { loadConfig } from '../../../shared/config/config.ts'
import { type Context, createContext } from '../../../shared/context.ts'
import { KafkaUnreachable } from '../../../shared/kafka/error.ts'
import { createLog } from '../../../shared/telemetry/log.ts'
import { noMetrics } from '../../../shared/telemetry/metrics.ts'
import { administer, uniqueTopic } from '../../support/kafka.ts'
import { baseEnvironment } from '../../support/proxy-process.ts'

/** So many topics' configs are not answered at once. */
const MANY = 230
const DESCRIBE_CONFIGS = 32
const hint = uniqueTopic('many')
const names = Array.from({ length: MANY }, (_, index) => `${hint}-${String(index).padStart(3, '0')}`)
let context: Context

before(async () => {
  context = createContext(loadConfig(baseEnvironment()), { log: createLog('silent'), createMetrics: () => noMetrics })
  await administer((admin) => admin.createTopics({ topics: names, partitions: 1, replicas: 1 }))
})

after(() => context.close(Date.now() + 5000))

async function list(from: Context): Promise<string> {
  const app = createApp(from)
  const clusters = (await (await app.request('/v3/clusters')).json()) as { data: { cluster_id: string }[] }
  const response = await app.request(`/v3/clusters/${clusters.data[0]?.cluster_id}/topics/-/configs`)
  equal(response.status, 200)
  equal(response.headers.get('content-type'), 'application/json')
  return response.text()
}

test('the configs of very many topics are one list, whole and in order', async () => {
  const { kind, data } = JSON.parse(await list(context)) as {
    kind: string
    data: { topic_name: string; name: string }[]
  }
  equal(kind, 'KafkaTopicConfigList')
  const rows = data.map(({ topic_name, name }) => `${topic_name} ${name}`)
  equal(new Set(rows).size, rows.length)
  const own = new Set(data.map(({ topic_name }) => topic_name).filter((name) => name.startsWith(hint)))
  deepEqual([...own], names)
  for (const name of names) ok(rows.includes(`${name} retention.ms`), name)
})

test('a list that Kafka does not let finish is no JSON', async () => {
  let calls = 0
  const kafka: Context['kafka'] = {
    ...context.kafka,
    callAny(versions, args, deadline) {
      if (versions[0]?.key === DESCRIBE_CONFIGS && ++calls > 1) throw new KafkaUnreachable('No answer.', true)
      return context.kafka.callAny(versions, args, deadline)
    },
  }
  const text = await list({ ...context, kafka })
  ok(text.includes('retention.ms'))
  throws(() => JSON.parse(text), SyntaxError)
})
