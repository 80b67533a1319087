import { deepEqual } from 'node:assert/strict'
import type { SourceSettings } from '../../../shared/mqtt/source/settings.ts'
import { type Source, startSource } from '../../../shared/mqtt/source/source.ts'
import type { Producer, RecordResult } from '../../../shared/produce/producer.ts'
import { createLog } from '../../../shared/telemetry/log.ts'
import { mosquittoClient } from '../../support/mqtt/mosquitto.ts'
import { until } from '../../support/until.ts'

/** A source whose records are stored when the test says so: what the broker hears before that is what is looked at. */
export interface HeldSource {
  readonly source: Source
  /** Values of the records that came, in their order. */
  readonly came: readonly string[]
  /** Stores the record that came as the one of this number. */
  store(index: number): void
  /** Stores all that come from now on at once, and all that came. */
  storeAll(): void
}

export async function startHeldSource(port: number, settings: Partial<SourceSettings>): Promise<HeldSource> {
  const came: string[] = []
  const stores: (() => void)[] = []
  let open = false
  const producer: Producer = {
    async produce(_topic, records) {
      const results = records.map(({ value }) => {
        came.push(String(value))
        return new Promise<RecordResult>((resolve) => {
          const store = () => resolve({ partition: 0, offset: 0n, timestamp: 0 })
          if (open) store()
          stores.push(store)
        })
      })
      return Promise.all(results)
    },
    pending: { records: 0, bytes: 0 },
    close: async () => {},
  }
  const source = await startSource(
    {
      servers: [{ protocol: 'mqtt', host: '127.0.0.1', port }],
      path: '',
      filters: ['#'],
      qos: 2,
      clientId: `held-${port}`,
      clean: false,
      protocolVersion: 5,
      sessionExpirySeconds: 60,
      connectTimeoutMs: 5000,
      keepAliveSeconds: 60,
      receiveMaximum: 5,
      ...settings,
    },
    {
      // A topic for each message, so that one call holds one of them.
      mapping: { topicFor: (topic) => topic.replaceAll('/', '.') },
      recordOf: ({ payload }) => ({ key: null, value: payload }),
      refuseUnmatched: false,
      producer,
      deliveryTimeoutMs: 60_000,
      retryBackoffMs: 10,
      log: createLog('silent'),
    },
  )
  await until(() => source.subscribed)
  return {
    source,
    came,
    store: (index) => stores[index]?.(),
    storeAll() {
      open = true
      for (const store of stores) store()
    },
  }
}

/** Publishes numbers, each to a topic of its own below the name. */
export async function publishNumbers(
  port: number,
  name: string,
  from: number,
  to: number,
  qos: 0 | 1 | 2,
): Promise<void> {
  for (let number = from; number < to; number++) {
    const result = await mosquittoClient('mosquitto_pub', [
      '-p',
      port,
      '-q',
      qos,
      '-t',
      `${name}/${number}`,
      '-m',
      number,
    ])
    deepEqual(result, { code: 0, output: '' })
  }
}
