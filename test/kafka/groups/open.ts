import type { TestContext } from 'node:test'
import { createKafkaClient, type KafkaClient } from '../../../shared/kafka/client.ts'
import { type Coordinators, createCoordinators } from '../../../shared/kafka/groups/coordinator.ts'
import type { KafkaSettings } from '../../../shared/kafka/settings.ts'
import { stack } from '../../support/stack.ts'

/** A client of its own for a test, closed with it. */
export function openClient(t: TestContext, other: Partial<KafkaSettings> = {}): KafkaClient {
  const client = createKafkaClient({
    bootstrapServers: [stack.kafka],
    clientId: 'test',
    connectTimeoutMs: 1000,
    requestTimeoutMs: 2000,
    connectionsMaxIdleMs: 180_000,
    metadataMaxAgeMs: 300_000,
    retryBackoffMs: 50,
    ...other,
  })
  t.after(() => client.close())
  return client
}

export function openCoordinators(t: TestContext, other: Partial<KafkaSettings> = {}): Coordinators {
  return createCoordinators(openClient(t, other))
}

/** A client that speaks only the oldest versions that its callers can. */
export function asOldAsPossible(client: KafkaClient): KafkaClient {
  return {
    ...client,
    get brokers() {
      return client.brokers
    },
    call: (node, versions, args) => client.call(node, versions.slice(-1), args),
    callAny: (versions, args, deadline) => client.callAny(versions.slice(-1), args, deadline),
  }
}

export function soon(): number {
  return Date.now() + 10_000
}

let groups = 0

/** A name no other test uses. */
export function uniqueGroup(hint = 'group'): string {
  return `${hint}-${process.pid}-${Date.now().toString(36)}-${groups++}`
}
