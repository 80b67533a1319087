import {
  addOffsetsToTxnV3,
  endTxnV3,
  findCoordinatorV4,
  initProducerIdV4,
  txnOffsetCommitV3,
} from '@platformatic/kafka'
import type { KafkaClient } from '../../../shared/kafka/client.ts'
import { fetchMetadata } from '../../../shared/kafka/metadata.ts'
import { soon, uniqueGroup } from './open.ts'

const TRANSACTION = 1

/** A transaction that has offsets of a group in it and is open until somebody ends it. */
export interface OpenTransaction {
  end(how: 'commit' | 'abort'): Promise<void>
}

/** Opens one by single calls; the cluster must have one broker only. */
export async function openTransaction(
  client: KafkaClient,
  group: string,
  { topic, partition, offset }: { topic: string; partition: number; offset: bigint },
): Promise<OpenTransaction> {
  const { brokers } = await fetchMetadata(client, [], soon())
  const node = brokers[0]?.node ?? -1
  const transaction = uniqueGroup('transaction')
  const { producerId: id, producerEpoch: epoch } = await beginProducing(client, node, transaction)
  const added = await client.call(node, [addOffsetsToTxnV3.api], [transaction, id, epoch, group])
  const partitions = [
    { partitionIndex: partition, committedOffset: offset, committedLeaderEpoch: -1, committedMetadata: '' },
  ]
  const committed = await client.call(
    node,
    [txnOffsetCommitV3.api],
    [transaction, group, id, epoch, -1, '', null, [{ name: topic, partitions }]],
  )
  const codes = [added.errorCode, committed.topics[0]?.partitions[0]?.errorCode]
  if (codes.some((code) => code !== 0)) throw new Error(`The transaction could not be opened: ${codes}.`)
  return {
    async end(how) {
      const { errorCode } = await client.call(node, [endTxnV3.api], [transaction, id, epoch, how === 'commit'])
      if (errorCode !== 0) throw new Error(`The transaction could not be ended: ${errorCode}.`)
    },
  }
}

/** The first transaction of a cluster makes the topic that transactions are kept in, which takes a while. */
async function beginProducing(client: KafkaClient, node: number, transaction: string) {
  const deadline = soon()
  for (;;) {
    await client.call(node, [findCoordinatorV4.api], [TRANSACTION, [transaction]])
    const answer = await client.call(node, [initProducerIdV4.api], [transaction, 60_000, -1n, -1])
    if (answer.errorCode === 0) return answer
    if (Date.now() > deadline) throw new Error(`The transaction could not be begun: ${answer.errorCode}.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
