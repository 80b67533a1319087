import type { RecordFailure } from '../../produce/producer.ts'
import { KafkaError, KafkaLoginRefused, KafkaTlsFailed, KafkaUnreachable } from '../error.ts'
import { UNREACHABLE } from './failures.ts'
import { failureOf } from './reaction.ts'

export interface Patience {
  readonly retryBackoffMs: number
  /** For a topic that the brokers do not know, or that has no leaders yet. */
  readonly maxBlockMs: number
  /** Whether it makes no sense any more to try again. */
  readonly ended: () => boolean
}

/**
 * Asks until there is an answer, the cluster's last word, or no time left. Brokers that cannot be reached are waited for
 * until the deadline (epoch ms), any other trouble that may pass for `maxBlockMs`.
 */
export async function patiently<T extends object>(
  load: (deadline: number) => Promise<T>,
  deadline: number,
  { retryBackoffMs, maxBlockMs, ended }: Patience,
): Promise<T | RecordFailure> {
  const blockedUntil = Math.min(deadline, Date.now() + maxBlockMs)
  for (;;) {
    try {
      return await load(deadline)
    } catch (error) {
      const away = error instanceof KafkaUnreachable && !(error instanceof KafkaTlsFailed)
      const again = away || (error instanceof KafkaError && error.retriable)
      const giveUp = away ? deadline : blockedUntil
      if (!again || ended() || Date.now() + retryBackoffMs >= giveUp) return failureToLoad(error)
    }
    await new Promise((resolve) => setTimeout(resolve, retryBackoffMs))
  }
}

function failureToLoad(error: unknown): RecordFailure {
  if (error instanceof KafkaError) return failureOf(error)
  if (error instanceof KafkaLoginRefused) return { failure: 'unauthenticated', message: error.message }
  if (error instanceof KafkaTlsFailed) return { failure: 'retriable', message: `Not sent: ${error.message}` }
  return UNREACHABLE
}
