import { offsetCommitV8, offsetCommitV9 } from '@platformatic/kafka'
import { KafkaError } from '../error.ts'
import type { Coordinators } from './coordinator.ts'
import { GroupHasMembers } from './group-has-members.ts'
import { canExist, type Partition } from './partitions.ts'

/** An offset to commit in a partition. */
export interface NewOffset extends Partition {
  /** Offset of the next record to read, 0 to 2^63 − 1. */
  readonly offset: bigint
  /** Any text; brokers take 4096 characters unless `offset.metadata.max.bytes` says otherwise. */
  readonly metadata?: string
}

/** What became of one offset; without `error` it is in Kafka. */
export interface CommitResult extends Partition {
  readonly error?: KafkaError
}

/** Version 10 names topics by id. */
const VERSIONS = [offsetCommitV9.api, offsetCommitV8.api]
/** Whoever commits without being a member says so (Kafka protocol guide, OffsetCommit). */
const NO_GENERATION = -1
const NO_MEMBER = ''
const NO_EPOCH = -1
const MAX_OFFSET = 2n ** 63n - 1n
/** A broker cuts the connection, everybody's, when a string is longer than an INT16 can say. */
const MAX_STRING_BYTES = 32_767
/** What one request adds to the offsets topic must fit into one batch there; by default that is 1 MiB. */
const MAX_REQUEST_BYTES = 500_000
/** Of one offset in the offsets topic, about, besides its names and its metadata. */
const RECORD_BYTES = 64
/** Above it brokers refuse metadata, unless they are configured otherwise. */
const USUAL_METADATA_LENGTH = 4096
const UNKNOWN_TOPIC_OR_PARTITION = 3
const OFFSET_METADATA_TOO_LARGE = 12
const INVALID_REQUEST = 42
/**
 * ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID, REBALANCE_IN_PROGRESS, GROUP_ID_NOT_FOUND (a share group), FENCED_INSTANCE_ID,
 * FENCED_MEMBER_EPOCH, STALE_MEMBER_EPOCH.
 */
const HAS_MEMBERS = new Set([22, 25, 27, 69, 82, 110, 113])
/** INVALID_GROUP_ID, GROUP_AUTHORIZATION_FAILED: said of every partition, meant of the group. */
const OF_GROUP = new Set([24, 30])

/**
 * Commits offsets for a group without being a member of it, which Kafka accepts while the group has none.
 *
 * When this resolves the offsets are in Kafka, where lag tools and native consumers find them. Each is stored or refused by
 * itself. When it fails, some may be there all the same, now or a little later.
 *
 * @param offsets   of several for one partition the last counts
 * @param deadline  epoch milliseconds
 * @returns one result per offset, in order; errors among them are `UNKNOWN_TOPIC_OR_PARTITION`,
 *          `TOPIC_AUTHORIZATION_FAILED`, `OFFSET_METADATA_TOO_LARGE`, and `INVALID_REQUEST` for what can't be an offset
 * @throws GroupHasMembers
 * @throws KafkaError         `GROUP_AUTHORIZATION_FAILED`, `INVALID_GROUP_ID`; at the deadline what the coordinator still
 *                            said, which is retriable
 * @throws KafkaUnreachable, KafkaLoginRefused
 */
export async function commitOffsets(
  coordinators: Coordinators,
  group: string,
  offsets: readonly NewOffset[],
  deadline: number,
): Promise<CommitResult[]> {
  const valid = new Map(offsets.filter((each) => !refuse(each)).map((each) => [keyOf(each), each]))
  const codes = new Map<string, number>()
  for (const part of parts(group, [...valid.values()])) await commit(coordinators, group, part, codes, deadline)
  return offsets.map((each) => {
    const code = codes.get(keyOf(each)) ?? 0
    const error = refuse(each) ?? (code === 0 ? undefined : new KafkaError(code))
    return { topic: each.topic, partition: each.partition, ...(error && { error }) }
  })
}

/** What must not reach a broker, or its connection breaks. */
function refuse({ topic, partition, offset, metadata = '' }: NewOffset): KafkaError | undefined {
  if (!canExist({ topic, partition })) return new KafkaError(UNKNOWN_TOPIC_OR_PARTITION)
  if (offset < 0n || offset > MAX_OFFSET) return new KafkaError(INVALID_REQUEST, `${offset} is not an offset.`)
  if (Buffer.byteLength(metadata) > MAX_STRING_BYTES) return new KafkaError(OFFSET_METADATA_TOO_LARGE)
  return undefined
}

/** Divides offsets into requests. */
function* parts(group: string, offsets: readonly NewOffset[]): Generator<NewOffset[]> {
  let part: NewOffset[] = []
  let bytes = 0
  for (const each of offsets) {
    // Brokers before 3.8 that refuse a part of a request call that part's offsets unstable ever after (KAFKA-16371).
    if ((each.metadata?.length ?? 0) > USUAL_METADATA_LENGTH) {
      yield [each]
      continue
    }
    const size = RECORD_BYTES + Buffer.byteLength(`${group}${each.topic}${each.metadata ?? ''}`)
    if (part.length > 0 && bytes + size > MAX_REQUEST_BYTES) {
      yield part
      part = []
      bytes = 0
    }
    part.push(each)
    bytes += size
  }
  if (part.length > 0) yield part
}

async function commit(
  coordinators: Coordinators,
  group: string,
  offsets: readonly NewOffset[],
  codes: Map<string, number>,
  deadline: number,
): Promise<void> {
  const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([name, of]) => ({
    name,
    partitions: of.map(({ partition, offset, metadata = '' }) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedLeaderEpoch: NO_EPOCH,
      committedMetadata: metadata,
    })),
  }))
  const args: offsetCommitV9.OffsetCommitRequest = [group, NO_GENERATION, NO_MEMBER, null, topics]
  const answer = await coordinators.call(group, VERSIONS, args, codesOf, deadline)
  for (const code of codesOf(answer)) {
    if (HAS_MEMBERS.has(code)) throw new GroupHasMembers(group, new KafkaError(code))
    if (OF_GROUP.has(code)) throw new KafkaError(code)
  }
  for (const { name, partitions } of answer.topics) {
    for (const { partitionIndex, errorCode } of partitions) {
      codes.set(keyOf({ topic: name, partition: partitionIndex }), errorCode)
    }
  }
}

function codesOf({ topics }: offsetCommitV9.OffsetCommitResponse): number[] {
  return topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode))
}

function keyOf({ topic, partition }: Partition): string {
  return `${topic}:${partition}`
}
