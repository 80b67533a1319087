import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type AssignmentInput, assign } from '../../shared/consume/assignor.ts'

type Lists = Record<string, readonly string[]>

function share(members: Lists, topics: Record<string, number>, previous: Lists = {}): Lists {
  const input = { members: mapOf(members), topics: mapOf(topics), previous: mapOf(previous) }
  return Object.fromEntries(assign(input))
}

function mapOf<T>(record: Record<string, T>): Map<string, T> {
  return new Map(Object.entries(record))
}

const examples: { name: string; input: Parameters<typeof share>; gives: Lists }[] = [
  { name: 'nobody gets nothing', input: [{}, { a: 3 }], gives: {} },
  { name: 'one member gets everything', input: [{ x: ['a'] }, { a: 3 }], gives: { x: ['a:0', 'a:1', 'a:2'] } },
  {
    name: 'members take turns topic by topic, so that each has something of every topic',
    input: [
      { x: ['a', 'b'], y: ['a', 'b'] },
      { a: 2, b: 2 },
    ],
    gives: { x: ['a:0', 'b:0'], y: ['a:1', 'b:1'] },
  },
  {
    name: 'keys are in the order of topics and of partition numbers',
    input: [{ x: ['b', 'a'] }, { b: 1, a: 11 }],
    gives: { x: [...Array.from({ length: 11 }, (_, partition) => `a:${partition}`), 'b:0'] },
  },
  {
    name: 'a member without a topic that exists has an empty list',
    input: [{ x: ['a'], y: ['gone'], z: [] }, { a: 1 }],
    gives: { x: ['a:0'], y: [], z: [] },
  },
  { name: 'a topic nobody subscribes to is left alone', input: [{ x: ['a'] }, { a: 1, b: 9 }], gives: { x: ['a:0'] } },
  { name: 'a topic that is named twice counts once', input: [{ x: ['a', 'a'] }, { a: 1 }], gives: { x: ['a:0'] } },
  {
    name: 'a topic may be called like a property of every object',
    input: [{ x: ['constructor'] }, { constructor: 1 }],
    gives: { x: ['constructor:0'] },
  },
  {
    name: 'keys of topics and partitions that have vanished are dropped',
    input: [{ x: ['a'] }, { a: 1 }, { x: ['a:0', 'a:1', 'b:0', 'a:-1', 'a:00', 'nonsense'] }],
    gives: { x: ['a:0'] },
  },
  {
    name: 'what two members claim to have had one of them keeps',
    input: [{ x: ['a'], y: ['a'] }, { a: 2 }, { y: ['a:0', 'a:1'], x: ['a:0'] }],
    gives: { x: ['a:0'], y: ['a:1'] },
  },
  {
    name: 'who unsubscribes from a topic loses its partitions and keeps the others',
    input: [
      { x: ['b'], y: ['a', 'b'] },
      { a: 1, b: 2 },
      { x: ['a:0', 'b:1'], y: ['b:0'] },
    ],
    gives: { x: ['b:1'], y: ['a:0', 'b:0'] },
  },
  {
    name: 'a member that only one topic is for gets it, and others make up for it',
    input: [
      { x: ['a', 'b'], y: ['b'] },
      { a: 2, b: 2 },
    ],
    gives: { x: ['a:0', 'a:1'], y: ['b:0', 'b:1'] },
  },
  {
    name: 'a joiner gets something of every topic',
    input: [
      { x: ['a', 'b'], y: ['a', 'b'], z: ['a', 'b'] },
      { a: 3, b: 3 },
      { x: ['a:0', 'a:2', 'b:1'], y: ['a:1', 'b:0', 'b:2'] },
    ],
    gives: { x: ['a:0', 'b:1'], y: ['a:1', 'b:0'], z: ['a:2', 'b:2'] },
  },
  {
    name: 'who gives to one member takes from another in turn',
    input: [
      { x: ['a'], y: ['a', 'b'], z: ['b'] },
      { a: 4, b: 4 },
      { x: ['a:0', 'a:1', 'a:2', 'a:3'], y: ['b:0', 'b:1', 'b:2', 'b:3'] },
    ],
    gives: { x: ['a:0', 'a:1', 'a:2'], y: ['a:3', 'b:0', 'b:1'], z: ['b:2', 'b:3'] },
  },
]
for (const { name, input, gives } of examples) {
  test(name, () => deepEqual(share(...input), gives))
}

const names = fc.uniqueArray(fc.constantFrom('m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9'))
const topicCounts = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'))
  .chain((topics) => fc.tuple(...topics.map((topic) => fc.tuple(fc.constant(topic), fc.nat(12)))))
  .map((entries) => new Map(entries))
const anyTopics = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'none'))
const anyKeys = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'none'), fc.nat(14)), { maxLength: 40 })

/** Members that want different things, and a past that may be anything. */
const mixed: fc.Arbitrary<AssignmentInput> = fc
  .tuple(names, topicCounts)
  .chain(([members, topics]) =>
    fc
      .tuple(perMember(members, anyTopics), perMember([...members.slice(1), 'left'], anyKeys.map(keysOf)))
      .map(([subscriptions, previous]) => ({ members: subscriptions, topics, previous })),
  )

/** Members that all want the same. */
const alike: fc.Arbitrary<AssignmentInput> = mixed.map(({ members, topics, previous }) => ({
  members: new Map([...members.keys()].map((member) => [member, [...topics.keys()]])),
  topics,
  previous,
}))

function perMember<T>(members: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Map<string, T>> {
  return fc.tuple(...members.map((member) => fc.tuple(fc.constant(member), value))).map((entries) => new Map(entries))
}

function keysOf(partitions: readonly (readonly [string, number])[]): string[] {
  return partitions.map(([topic, partition]) => `${topic}:${partition}`)
}

function subscribes({ members }: AssignmentInput, member: string, key: string): boolean {
  return (members.get(member) ?? []).includes(key.slice(0, key.indexOf(':')))
}

/** Every partition of a topic that somebody subscribes to. */
function wanted({ members, topics }: AssignmentInput): string[] {
  const subscribed = new Set([...members.values()].flat())
  return [...topics].flatMap(([topic, count]) =>
    subscribed.has(topic) ? Array.from({ length: count }, (_, partition) => `${topic}:${partition}`) : [],
  )
}

function owners(assignment: ReadonlyMap<string, readonly string[]>): Map<string, string> {
  return new Map([...assignment].flatMap(([member, keys]) => keys.map((key) => [key, member])))
}

/** Partitions that are with another member than before. */
function moved(
  before: ReadonlyMap<string, readonly string[]>,
  after: ReadonlyMap<string, readonly string[]>,
): string[] {
  const now = owners(after)
  return [...owners(before)].flatMap(([key, member]) => (now.get(key) === member ? [] : [key]))
}

function holds<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, property), { numRuns: 1000 })
}

test('every partition of a subscribed topic has exactly one member, and that one subscribes to it', () => {
  holds(mixed, (input) => {
    const assignment = assign(input)
    deepEqual([...assignment.keys()].sort(), [...input.members.keys()].sort())
    deepEqual([...assignment.values()].flat().sort(), wanted(input).sort())
    for (const [member, keys] of assignment) for (const key of keys) ok(subscribes(input, member, key))
  })
})

test('no member could give a partition to one that subscribes to its topic and has at least two fewer', () => {
  holds(mixed, (input) => {
    const assignment = assign(input)
    for (const [member, keys] of assignment) {
      for (const [other, others] of assignment) {
        if (others.length + 2 <= keys.length)
          ok(!keys.some((key) => subscribes(input, other, key)), `${member} → ${other}`)
      }
    }
  })
})

test('members with equal subscriptions differ by one partition at most', () => {
  holds(mixed, (input) => {
    const assignment = assign(input)
    const sizes = Map.groupBy(assignment, ([member]) => [...new Set(input.members.get(member))].sort().join())
    for (const alike of sizes.values()) {
      const counts = alike.map(([, keys]) => keys.length)
      ok(Math.max(...counts) - Math.min(...counts) <= 1)
    }
  })
})

test('when all want the same, only as many partitions move as balance demands, whatever came before', () => {
  holds(alike, (input) => {
    const { members, topics } = input
    const there = new Set(wanted({ ...input, topics }))
    const kept = [...members.keys()].map((member) => input.previous.get(member) ?? [])
    // A key that two members had is nobody's measure.
    const claims = kept.flatMap((keys) => [...new Set(keys)])
    fc.pre(new Set(claims).size === claims.length)
    const counts = kept.map((keys) => new Set(keys.filter((key) => there.has(key))).size).sort((a, b) => b - a)
    const fair = Math.floor(there.size / members.size)
    const withOneMore = there.size % members.size
    const surplus = counts.map((count, rank) => Math.max(0, count - fair - (rank < withOneMore ? 1 : 0)))
    const before = new Map(
      [...members.keys()].map((member, index) => [member, (kept[index] ?? []).filter((key) => there.has(key))]),
    )
    equal(
      moved(before, assign(input)).length,
      surplus.reduce((sum, each) => sum + each, 0),
    )
  })
})

test('a joiner that wants what all want gets partitions, and nobody else does', () => {
  holds(alike, (input) => {
    const before = assign(input)
    const joined = assign({
      ...input,
      members: new Map([...input.members, ['new', [...input.topics.keys()]]]),
      previous: before,
    })
    deepEqual(moved(before, joined).sort(), input.members.size === 0 ? [] : [...(joined.get('new') ?? [])].sort())
  })
})

test('when one leaves of members that want the same, its partitions move and no others', () => {
  holds(alike, (input) => {
    fc.pre(input.members.size > 1)
    const before = assign(input)
    const [leaver = '', ...others] = before.keys()
    const members = new Map(others.map((member) => [member, [...input.topics.keys()]]))
    const after = assign({ ...input, members, previous: before })
    deepEqual(moved(before, after).sort(), [...(before.get(leaver) ?? [])].sort())
  })
})

test('what is balanced stays as it is', () => {
  holds(mixed, (input) => {
    const first = assign(input)
    deepEqual(assign({ ...input, previous: first }), first)
  })
})

test('partitions that are new to a topic move no others when all want the same', () => {
  holds(fc.tuple(alike, fc.nat(12)), ([input, more]) => {
    const before = assign(input)
    const grown = new Map([...input.topics].map(([topic, count]) => [topic, count + more]))
    deepEqual(moved(before, assign({ ...input, topics: grown, previous: before })), [])
  })
})

test('the order of members, topics, subscriptions and keys makes no difference', () => {
  holds(mixed, (input) => {
    const turned = <T>(map: ReadonlyMap<string, T>, turn: (value: T) => T) =>
      new Map([...map].reverse().map(([key, value]) => [key, turn(value)]))
    const other = assign({
      members: turned(input.members, (list) => list.toReversed()),
      topics: turned(input.topics, (count) => count),
      previous: turned(input.previous, (keys) => keys.toReversed()),
    })
    deepEqual([...other], [...assign(input)])
  })
})

test('nothing that is passed in is changed', () => {
  holds(mixed, (input) => {
    const copy = structuredClone(input)
    assign(input)
    deepEqual(input, copy)
  })
})

for (const [name, topics, odds] of [
  ['one topic', 1, 1],
  ['a thousand topics', 1000, 1],
  ['a thousand topics, each member a tenth of them', 1000, 10],
] as const) {
  test(`200 members share 10,000 partitions of ${name} in well under 200 ms`, () => {
    const counts = new Map(Array.from({ length: topics }, (_, topic) => [`topic-${topic}`, 10_000 / topics]))
    const members = new Map(
      Array.from({ length: 200 }, (_, member) => [
        `member-${member}`,
        [...counts.keys()].filter((_, topic) => (topic * 7 + member) % odds === 0),
      ]),
    )
    const previous = new Map([['member-0', wanted({ members, topics: counts, previous: new Map() })]])
    const times = [1, 2, 3].map(() => {
      const before = process.cpuUsage()
      equal([...assign({ members, topics: counts, previous }).values()].flat().length, 10_000)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1000
    })
    ok(Math.min(...times) < 150, `${times} ms`)
  })
}
