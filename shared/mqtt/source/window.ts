import type { AckReason, Message } from './message.ts'

/** Writes the acknowledgement of a message to the connection that it came by. */
export type Acknowledge = (message: Message) => void

/** Messages that the broker waits for an answer about. */
export interface Window {
  /** Whether more may come in. */
  readonly open: boolean
  /** Messages in it. */
  readonly size: number
  /**
   * A message that has come by the present connection.
   *
   * @returns whether it is new: otherwise an earlier connection has brought it already, and its fate is known or will be
   */
  enter(message: Message): boolean
  /** Says that a message's fate is known. @param reason  what it is acknowledged with, when its turn comes */
  settle(message: Message, reason: AckReason): void
  /** The broker has released a message at QoS 2: its packet identifier may come again with another one. */
  release(packetId: number): void
  /**
   * A connection begins.
   *
   * @param resumed      whether the broker goes on with the session: it sends again what it has no answer about
   * @param acknowledge  for messages of this connection
   */
  begin(resumed: boolean, acknowledge: Acknowledge): void
  /** The connection has ended: nothing is acknowledged until the next one begins. */
  end(): void
  /** Resolves when nothing is in it. */
  empty(): Promise<void>
  /** Calls back, once, when more may come in. */
  onOpen(listener: () => void): void
}

/**
 * Acknowledges messages in the order in which they came (MQTT 5, 4.6), whatever the order in which Kafka takes them.
 *
 *     enter ──▶ in order of arrival ──settled, and all before it──▶ acknowledged ──▶ forgotten (QoS 2: when released)
 *                    │  connection ends
 *                    ▼
 *                 adrift ──the session is resumed, and the broker sends it again──▶ in order of arrival, not to Kafka again
 *
 * @param maxMessages  open below it
 * @param maxBytes     of payloads, likewise
 */
export function createWindow(maxMessages: number, maxBytes: number): Window {
  /** By arrival on the present connection, not yet acknowledged. */
  let arrived = new Set<Message>()
  let acknowledge: Acknowledge | undefined
  /** On their way to Kafka, or waiting for their turn to be acknowledged. */
  const held = new Set<Message>()
  let bytes = 0
  /** At QoS 2: acknowledged, and not released. */
  const unreleased = new Map<number, Message>()
  /** Those of earlier connections that the broker may send again; by packet identifier. */
  let adrift = new Map<number, Message>()
  let opening: (() => void) | undefined
  let emptying: (() => void)[] = []

  const isOpen = () => held.size < maxMessages && bytes < maxBytes

  function hold(message: Message): void {
    if (held.has(message)) return
    held.add(message)
    bytes += message.payload.length
  }

  function drop(message: Message): void {
    if (!held.delete(message)) return
    bytes -= message.payload.length
    if (opening && isOpen()) {
      const listener = opening
      opening = undefined
      listener()
    }
    if (held.size > 0) return
    for (const done of emptying) done()
    emptying = []
  }

  function acknowledgeInOrder(): void {
    for (const message of arrived) {
      if (message.reason === undefined) return
      arrived.delete(message)
      if (message.qos === 2) unreleased.set(message.packetId, message)
      acknowledge?.(message)
      drop(message)
    }
  }

  /** An earlier connection's message that this one is, too. */
  function earlier(message: Message): Message | undefined {
    const known = adrift.get(message.packetId)
    if (!known) return undefined
    adrift.delete(message.packetId)
    return message.packet.dup && isSame(known, message) ? known : undefined
  }

  return {
    get open() {
      return isOpen()
    },
    get size() {
      return held.size
    },
    enter(message) {
      if (message.qos === 0) {
        hold(message)
        return true
      }
      const known = earlier(message)
      const taken = known ?? message
      hold(taken)
      arrived.add(taken)
      acknowledgeInOrder()
      return known === undefined
    },
    settle(message, reason) {
      message.reason = reason
      if (arrived.has(message)) acknowledgeInOrder()
      else drop(message)
    },
    release(packetId) {
      unreleased.delete(packetId)
      adrift.delete(packetId)
    },
    begin(resumed, write) {
      if (resumed) for (const [packetId, message] of unreleased) adrift.set(packetId, message)
      else adrift = new Map()
      unreleased.clear()
      acknowledge = write
    },
    end() {
      acknowledge = undefined
      const left = arrived
      arrived = new Set()
      for (const message of left) {
        adrift.set(message.packetId, message)
        if (message.reason !== undefined) drop(message)
      }
    },
    empty() {
      return held.size === 0 ? Promise.resolve() : new Promise((resolve) => emptying.push(resolve))
    },
    onOpen(listener) {
      opening = listener
    },
  }
}

function isSame(one: Message, other: Message): boolean {
  return one.topic === other.topic && one.qos === other.qos && one.payload.equals(other.payload)
}
