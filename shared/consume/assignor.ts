import { partitionKey } from './instance.ts'

/** What an assignment is computed from. */
export interface AssignmentInput {
  /** Member → the topics it subscribes to; those that do not exist are passed over. */
  readonly members: ReadonlyMap<string, readonly string[]>
  /** Topic → how many partitions it has. */
  readonly topics: ReadonlyMap<string, number>
  /** Member → the `topic:partition` keys it has had; members, topics and partitions may be gone since. */
  readonly previous: ReadonlyMap<string, readonly string[]>
}

/**
 * Shares partitions among the members that subscribe to their topics. Every such partition gets exactly one member.
 *
 * Balanced: no member could give a partition to one that subscribes to its topic and has at least two fewer. Members with
 * equal subscriptions therefore differ by one at most. Within that, calm: members keep what they have. When all subscribe
 * to the same topics, no sharing that is as balanced moves fewer partitions; when one joins, partitions move to it only, and
 * when one leaves, only its own. When subscriptions differ, now and then one more moves than would have to.
 *
 * The same input gives the same assignment, in whatever order its maps and lists are.
 *
 * @returns every member with its keys, by topic and partition
 */
export function assign({ members, topics, previous }: AssignmentInput): ReadonlyMap<string, readonly string[]> {
  const field = layOut(members, topics)
  const { shares, orphans } = keep(field, previous)
  handOut(field, shares, orphans)
  // What one member gives may make it, or who gets it, a party to another gift.
  while (evenOut(field, shares));
  return render(field, shares)
}

/**
 * Members and partitions as numbers, in the order of their names. Partitions of topics that have the same subscribers are
 * alike and form a pool; mostly there is one.
 */
interface Field {
  readonly members: readonly string[]
  readonly partitions: readonly { readonly key: string; readonly pool: number; readonly number: number }[]
  readonly mayHave: (member: number, pool: number) => boolean
}

/** What a member has. */
interface Share {
  /** Pool → partitions: first those it kept, then those it gained, which it gives away again before them. */
  readonly stacks: Map<number, number[]>
  total: number
}

const NONE = -1

function layOut(subscriptions: AssignmentInput['members'], counts: AssignmentInput['topics']): Field {
  const members = [...subscriptions.keys()].sort()
  const topics = [...counts.keys()].sort()
  const rows = subscriptionRows(
    members.map((member) => subscriptions.get(member) ?? []),
    topics,
  )
  const { poolOf, samples } = findPools(new Set(rows), topics.length)
  const mayHave = (member: number, pool: number) => at(rows, member)[at(samples, pool)] === 1
  return {
    members,
    partitions: topics.flatMap((topic, index) =>
      Array.from({ length: counts.get(topic) ?? 0 }, (_, partition) => ({
        key: partitionKey({ topic, partition }),
        pool: poolOf[index] as number,
        number: partition,
      })),
    ),
    mayHave,
  }
}

/** For each list, which topics are in it; lists with the same content share the answer, as most members want the same. */
function subscriptionRows(lists: readonly (readonly string[])[], topics: readonly string[]): Uint8Array[] {
  const columns = new Map(topics.map((topic, column) => [topic, column]))
  const known: { list: readonly string[]; row: Uint8Array }[] = []
  return lists.map((list) => {
    const same = known.find(
      (each) => each.list.length === list.length && each.list.every((topic, i) => topic === list[i]),
    )
    if (same) return same.row
    const row = new Uint8Array(topics.length)
    for (const topic of list) {
      const column = columns.get(topic)
      if (column !== undefined) row[column] = 1
    }
    known.push({ list, row })
    return row
  })
}

/** Divides topics by who subscribes to them. @returns topic → pool, and for each pool one of its topics */
function findPools(rows: Iterable<Uint8Array>, topics: number): { poolOf: Int32Array; samples: number[] } {
  const poolOf = new Int32Array(topics)
  let samples = topics > 0 ? [0] : []
  for (const row of rows) {
    const split = new Int32Array(samples.length * 2).fill(NONE)
    samples = []
    for (let topic = 0; topic < topics; topic++) {
      const half = (poolOf[topic] as number) * 2 + (row[topic] as number)
      if (split[half] === NONE) split[half] = samples.push(topic) - 1
      poolOf[topic] = split[half] as number
    }
  }
  return { poolOf, samples }
}

/** What members had, as far as it is there and they still subscribe to it, and what is left over. */
function keep({ members, partitions, mayHave }: Field, previous: AssignmentInput['previous']) {
  const ids = new Map(partitions.map(({ key }, id) => [key, id]))
  const orphans = new Set(partitions.keys())
  const shares = members.map((name, member) => {
    const share: Share = { stacks: new Map(), total: 0 }
    const own = (previous.get(name) ?? []).flatMap((key) => ids.get(key) ?? [])
    // Gifts are taken from the end: in this order they are of every topic.
    own.sort((a, b) => at(partitions, a).number - at(partitions, b).number || a - b)
    for (const id of own) {
      const { pool } = at(partitions, id)
      if (mayHave(member, pool) && orphans.delete(id)) give(share, pool, id)
    }
    return share
  })
  return { shares, orphans }
}

/** Gives what nobody has to who has least; first what few may have, so that with the rest the others can make up for it. */
function handOut({ partitions, mayHave }: Field, shares: readonly Share[], orphans: Iterable<number>): void {
  const everybody = [...shares.keys()]
  const pools = [...Map.groupBy(orphans, (id) => at(partitions, id).pool)].map(([pool, ids]) => ({
    pool,
    ids,
    subscribers: everybody.filter((member) => mayHave(member, pool)),
  }))
  for (const { pool, ids, subscribers } of pools.sort((a, b) => a.subscribers.length - b.subscribers.length)) {
    if (subscribers.length === 0) continue
    for (const id of ids) give(at(shares, withLeast(shares, subscribers)), pool, id)
  }
}

/** Lets members that have least get from those that have most, until nobody can get any more. @returns whether any could */
function evenOut(field: Field, shares: readonly Share[]): boolean {
  const open = [...shares.keys()]
  let moved = false
  while (open.length > 0) {
    const to = withLeast(shares, open)
    const gift = findGift(field, shares, to)
    if (gift) {
      give(at(shares, to), gift.pool, take(at(shares, gift.from), gift.pool))
      moved = true
    } else open.splice(open.indexOf(to), 1)
  }
  return moved
}

/** Who has most, and at least two more than `to`, and something that `to` may have. */
function findGift(
  { mayHave }: Field,
  shares: readonly Share[],
  to: number,
): { readonly from: number; readonly pool: number } | undefined {
  let gift: { from: number; pool: number } | undefined
  let most = at(shares, to).total + 1
  for (let from = 0; from < shares.length; from++) {
    const { stacks, total } = at(shares, from)
    if (total <= most) continue
    for (const pool of stacks.keys()) {
      if (!mayHave(to, pool)) continue
      gift = { from, pool }
      most = total
      break
    }
  }
  return gift
}

function give(share: Share, pool: number, id: number): void {
  const stack = share.stacks.get(pool)
  if (stack) stack.push(id)
  else share.stacks.set(pool, [id])
  share.total++
}

function take(share: Share, pool: number): number {
  const stack = share.stacks.get(pool) ?? []
  const id = stack.pop() ?? NONE
  if (stack.length === 0) share.stacks.delete(pool)
  share.total--
  return id
}

function withLeast(shares: readonly Share[], members: readonly number[]): number {
  let found = NONE
  let least = Number.POSITIVE_INFINITY
  for (const member of members) {
    const { total } = at(shares, member)
    if (total >= least) continue
    found = member
    least = total
  }
  return found
}

function render({ members, partitions }: Field, shares: readonly Share[]): Map<string, readonly string[]> {
  const idsOf = ({ stacks }: Share) => [...stacks.values()].flat().sort((a, b) => a - b)
  return new Map(members.map((name, member) => [name, idsOf(at(shares, member)).map((id) => at(partitions, id).key)]))
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T
}
