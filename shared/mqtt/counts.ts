/** What the listener counts; the metrics page reads it (docs/operations.md). */
export interface MqttCounts {
  connections: number
  /** Connections that came. */
  accepted: number
  /** Why connections ended, as seen from here. */
  readonly closed: Map<string, number>
  /** Messages that came, by QoS. */
  readonly messages: [number, number, number]
  unmatched: number
  /** Messages that their senders know are not stored, by why. */
  readonly refused: Map<string, number>
  /** Messages that are acknowledged, or of QoS 0, and not stored. */
  readonly dropped: Map<string, number>
  /** QoS 2: messages that came again and were not produced again. */
  repeated: number
}

export function createMqttCounts(): MqttCounts {
  return {
    connections: 0,
    accepted: 0,
    closed: new Map(),
    messages: [0, 0, 0],
    unmatched: 0,
    refused: new Map(),
    dropped: new Map(),
    repeated: 0,
  }
}

/** One more of a kind. */
export function countOne(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1)
}
