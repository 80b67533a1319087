import { initProducerIdV3, initProducerIdV4, initProducerIdV5 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'
import type { ProducerIdentity } from './lane.ts'

const VERSIONS = [initProducerIdV5.api, initProducerIdV4.api, initProducerIdV3.api]
/** Epochs are 16-bit; the margin is for lanes that go on raising theirs. */
const LAST_EPOCH = 30_000
const NONE: ProducerIdentity = { id: -1n, epoch: -1 }

/**
 * The producer id that an engine's lanes number their batches under (KIP-98).
 *
 * A lane raises its own epoch when it gives a batch up; a lane made anew for a partition must start above every epoch
 * its predecessors used, as it begins to count at 0 again.
 */
export interface ProducerIds {
  /** The identity for a new lane, if one is at hand. */
  peek(): ProducerIdentity | undefined
  /** @throws KafkaError, KafkaUnreachable, KafkaLoginRefused */
  load(deadline: number): Promise<ProducerIdentity>
  /** A lane that had reached `epoch` is gone. */
  retire(epoch: number): void
}

export function createProducerIds(client: KafkaClient, idempotence: boolean): ProducerIds {
  let current: ProducerIdentity | undefined = idempotence ? undefined : NONE
  let loading: Promise<ProducerIdentity> | undefined

  async function ask(deadline: number): Promise<ProducerIdentity> {
    for (;;) {
      const answer = await client.callAny(VERSIONS, [null, 60_000, -1n, -1], deadline)
      if (answer.errorCode === 0) {
        current = { id: answer.producerId, epoch: answer.producerEpoch }
        return current
      }
      const error = new KafkaError(answer.errorCode)
      // A cluster that is starting has no ids to give yet.
      if (!error.retriable || Date.now() + client.settings.retryBackoffMs >= deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, client.settings.retryBackoffMs))
    }
  }

  return {
    peek: () => current,
    load(deadline) {
      loading ??= ask(deadline).finally(() => {
        loading = undefined
      })
      return loading
    },
    retire(epoch) {
      if (!current || current === NONE) return
      if (epoch >= LAST_EPOCH) current = undefined
      else if (epoch >= current.epoch) current = { id: current.id, epoch: epoch + 1 }
    },
  }
}
