import { offsetFetchV7, offsetFetchV8, offsetFetchV9 } from '@platformatic/kafka'
import type { ApiVersions } from '../client.ts'
import type { CommittedOffset } from './fetch-committed.ts'

/** What is the same in the answers of all versions; 7 answers for one group and does not wrap it. */
interface Answer extends Partial<GroupAnswer> {
  readonly groups: readonly GroupAnswer[]
}

type GroupAnswer = Pick<offsetFetchV9.OffsetFetchResponseGroup, 'errorCode' | 'topics'>

/**
 * The OffsetFetch API for one group. Version 7 for brokers before 3.0: the oldest that waits for transactions. Version 10
 * names topics by id.
 */
export const OFFSET_FETCH: ApiVersions<offsetFetchV9.OffsetFetchRequest, Answer> = [
  offsetFetchV9.api,
  offsetFetchV8.api,
  offsetFetchV7.api,
]

/** What is committed, by `topic:partition`; partitions without a committed offset are left out. */
export function committedIn(answer: Answer): Map<string, CommittedOffset> {
  const committed = new Map<string, CommittedOffset>()
  for (const { name, partitions } of groupOf(answer).topics) {
    for (const { partitionIndex, committedOffset, metadata } of partitions) {
      if (committedOffset < 0n) continue
      committed.set(`${name}:${partitionIndex}`, { offset: committedOffset, metadata: metadata ?? '' })
    }
  }
  return committed
}

/** Every error code of an answer. */
export function codesOf(answer: Answer): number[] {
  const { errorCode, topics } = groupOf(answer)
  return [errorCode, ...topics.flatMap(({ partitions }) => partitions.map((partition) => partition.errorCode))]
}

function groupOf({ groups, errorCode = 0, topics = [] }: Answer): GroupAnswer {
  return groups[0] ?? { errorCode, topics }
}
