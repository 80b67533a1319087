/** What has become of messages since the process began. */
export interface SourceCounts {
  /** All that the broker has sent, however often. */
  received: number
  /** Kafka has acknowledged them. */
  stored: number
  /** Sent again by the broker while their first sending was still on its way, or known: not stored twice. */
  again: number
  /** No topic is for them. */
  unmatched: number
  /** Kafka never takes them. */
  refused: number
  /** Calls to Kafka that have to be tried again. */
  retried: number
  /** Connections after the first. */
  reconnects: number
  /** Errors of connections, and refusals by the broker. */
  troubles: number
}

export function createSourceCounts(): SourceCounts {
  return { received: 0, stored: 0, again: 0, unmatched: 0, refused: 0, retried: 0, reconnects: 0, troubles: 0 }
}
