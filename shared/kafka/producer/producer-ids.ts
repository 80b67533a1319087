import { initProducerIdV3, initProducerIdV4, initProducerIdV5 } from '@platformatic/kafka'
import { beforeDeadline } from '../before-deadline.ts'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'
import { LAST_EPOCH, type ProducerIdentity } from './numbering.ts'

const VERSIONS = [initProducerIdV5.api, initProducerIdV4.api, initProducerIdV3.api]
/** Required by the API, of no meaning without transactions. */
const TRANSACTION_TIMEOUT_MS = 60_000
const NONE: ProducerIdentity = { id: -1n, epoch: -1 }

/**
 * The producer id that an engine's lanes number their batches under (KIP-98).
 *
 * A lane raises its own epoch when it gives a batch up; a lane made anew for a partition must start above every epoch
 * its predecessors used, as it begins to count at 0 again.
 */
export interface ProducerIds {
  /** The identity for a lane to begin with, if one is at hand. */
  peek(): ProducerIdentity | undefined
  /**
   * Asks for a new id, once for all who ask at the same time.
   *
   * @throws KafkaError         the cluster's refusal; retriable while it is starting
   * @throws KafkaUnreachable   no answer within the request time-out, or before the deadline (epoch ms)
   * @throws KafkaLoginRefused  the broker refuses the proxy's credentials
   */
  load(deadline: number): Promise<ProducerIdentity>
  /** A lane that had reached this epoch goes on under another identity, or is gone. */
  retire(identity: ProducerIdentity): void
}

export function createProducerIds(client: KafkaClient, idempotence: boolean): ProducerIds {
  let current: ProducerIdentity | undefined = idempotence ? undefined : NONE
  let loading: Promise<ProducerIdentity> | undefined

  async function ask(deadline: number): Promise<ProducerIdentity> {
    const answer = await client.callAny(VERSIONS, [null, TRANSACTION_TIMEOUT_MS, -1n, -1], deadline)
    if (answer.errorCode !== 0) throw new KafkaError(answer.errorCode)
    current = { id: answer.producerId, epoch: answer.producerEpoch }
    return current
  }

  return {
    peek: () => current,
    load(deadline) {
      loading ??= ask(Date.now() + client.settings.requestTimeoutMs).finally(() => {
        loading = undefined
      })
      return beforeDeadline(loading, deadline)
    },
    retire({ id, epoch }) {
      if (id !== current?.id || current === NONE || epoch < current.epoch) return
      current = epoch >= LAST_EPOCH ? undefined : { id, epoch: epoch + 1 }
    },
  }
}
