import type { TestContext } from 'node:test'
import { Consumer } from '@platformatic/kafka'
import { stack } from '../../support/stack.ts'

export const protocols = ['classic', 'consumer'] as const
export type Protocol = (typeof protocols)[number]

/** A native consumer that is a member of a group. */
export interface NativeConsumer {
  /** The offset of the first record it got. */
  first(): Promise<bigint>
  leave(): Promise<void>
}

/** Joins a group with the client library's own consumer, by the classic or the newer protocol (KIP-848). */
export async function joinNatively(
  t: TestContext,
  group: string,
  topic: string,
  groupProtocol: Protocol,
): Promise<NativeConsumer> {
  const consumer = new Consumer({ groupId: group, clientId: 'native', bootstrapBrokers: [stack.kafka], groupProtocol })
  const stream = await consumer.consume({ topics: [topic], mode: 'committed', autocommit: false, maxWaitTime: 100 })
  const first = new Promise<bigint>((resolve, reject) => {
    stream.once('data', ({ offset }) => resolve(offset))
    stream.on('error', reject)
  })
  // Most tests only want it to be there.
  first.catch(() => {})
  let left: Promise<void> | undefined
  const leave = () => {
    left ??= stream.close().then(() => consumer.close(true))
    return left
  }
  t.after(leave)
  return { first: () => first, leave }
}
