import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { toldKafka } from '../../shared/context/kafka.ts'
import { createKafkaClient } from '../../shared/kafka/client.ts'
import { KafkaLoginRefused, KafkaTlsFailed } from '../../shared/kafka/error.ts'
import { fetchMetadata } from '../../shared/kafka/metadata.ts'
import { kafkaSettings } from '../support/engine.ts'
import { stack } from '../support/stack.ts'

function told() {
  const lines: Record<string, unknown>[] = []
  const log = pino({ base: {} }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  return { lines, settings: (other = {}) => toldKafka(kafkaSettings(other), log) }
}

test('a broker that cannot be gone to is told of with its address and why, and not all the time', () => {
  const { lines, settings } = told()
  const { onConnectionFailed } = settings()
  for (let i = 0; i < 3; i++) {
    onConnectionFailed?.('b1:9092', new KafkaTlsFailed('its certificate has expired', undefined))
    onConnectionFailed?.('b2:9092', new KafkaTlsFailed('its certificate has expired', undefined))
    onConnectionFailed?.('b2:9092', new KafkaLoginRefused(undefined))
  }
  deepEqual(
    lines.map(({ event, broker, msg }) => [event, broker, msg]),
    [
      ['kafka.connection-failed', 'b1:9092', 'No secure connection to Kafka: its certificate has expired.'],
      ['kafka.connection-failed', 'b2:9092', 'No secure connection to Kafka: its certificate has expired.'],
      ['kafka.connection-failed', 'b2:9092', 'Kafka did not accept the credentials it was shown.'],
    ],
  )
})

test('what is told of a refused login holds no password', async (t) => {
  const { lines, settings } = told()
  const sasl = { mechanism: 'PLAIN', username: 'nobody', password: 'guess-of-mine' } as const
  const bootstrapServers = [process.env.TEST_KAFKA_SASL ?? stack.kafka]
  const client = createKafkaClient(settings({ bootstrapServers, sasl }))
  t.after(() => client.close())
  await fetchMetadata(client, [], Date.now() + 5000).catch(() => {})
  equal(lines.length, 1)
  match(JSON.stringify(lines), /PLT_KFK|SASL|credentials/)
  ok(!JSON.stringify(lines).includes('guess-of-mine'))
})
