import { isTopicName } from '../topic-name.ts'

/** A partition of a topic. */
export interface Partition {
  readonly topic: string
  readonly partition: number
}

const MAX_PARTITION = 2 ** 31 - 1

/** Whether there can be such a partition: what can't be must not reach the encoder, whose failure breaks the connection. */
export function canExist({ topic, partition }: Partition): boolean {
  return isTopicName(topic) && Number.isInteger(partition) && partition >= 0 && partition <= MAX_PARTITION
}
