import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { alterClientQuotasV1 } from '@platformatic/kafka'
import { createKafkaClient } from '../../shared/kafka/client.ts'
import { kafkaSettings } from '../support/engine.ts'
import { uniqueTopic } from '../support/kafka.ts'
import { startApp } from '../support/targets.ts'

test('changes beyond Kafka’s quota answer 429 with 42901, and are not made', async () => {
  const name = uniqueTopic('slow')
  const client = createKafkaClient(kafkaSettings())
  const app = await startApp({ KAFKA_REST_CLIENT_CLIENT_ID: name })
  try {
    const entity = [{ entityType: 'client-id' as const, entityName: name }]
    const ops = [{ key: 'controller_mutation_rate' as const, value: 0.01, remove: false }]
    const altered = await client.callAny(
      [alterClientQuotasV1.api],
      [[{ entities: entity, ops }], false],
      Date.now() + 10_000,
    )
    equal(altered.entries[0]?.errorCode, 0)

    const clusters = (await (await app.fetch('/v3/clusters')).json()) as { data: { cluster_id: string }[] }
    const path = `/v3/clusters/${clusters.data[0]?.cluster_id}/topics`
    const headers = { 'content-type': 'application/json' }
    const create = (topic: string) =>
      app.fetch(path, { method: 'POST', headers, body: JSON.stringify({ topic_name: topic, partitions_count: 5 }) })
    // The broker hears of the quota a moment later, and lets one request exceed it.
    const deadline = Date.now() + 20_000
    let made = 0
    let answer = await create(`${name}-${made}`)
    while (answer.status === 201 && Date.now() < deadline) answer = await create(`${name}-${++made}`)
    equal(answer.status, 429)
    deepEqual(((await answer.json()) as { error_code: number }).error_code, 42901)
    match(answer.headers.get('retry-after') ?? '', /^\d+$/)
    equal((await app.fetch(`${path}/${name}-${made}`)).status, 404)
  } finally {
    await app.close()
    await client.close()
  }
})
