import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { mock, test } from 'node:test'
import type { InstanceRef } from '../../shared/consume/change.ts'
import { createMemoryStore } from '../../shared/consume/memory.ts'
import { createPreparedAnswers, type Prepared } from '../../shared/consume/prepared.ts'
import { seek } from '../../shared/consume/seek.ts'
import type { Store } from '../../shared/consume/store.ts'
import { createTopic } from '../support/kafka.ts'
import { newInstance } from './dynamodb/samples.ts'
import { newInstanceOn, newProcess, type Process, type ReadOptions, readOn, soon } from './process.ts'
import { produceValues } from './produce-values.ts'

const COUNT = 300
/** Some ten records each. */
const small: ReadOptions = { waitMs: 2000, maxBytes: 40 }
const values = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => ({ value: from + index }))

/** A process that says what it prepares, and an instance that has read the first records of a topic. */
async function start(store: Store = createMemoryStore()) {
  const topic = await createTopic()
  await produceValues(topic, values(0, COUNT))
  const process = newProcess(store)
  const filled: Prepared['filled'][] = []
  const { prepared = createPreparedAnswers({ maxEntries: 2, keepMs: 5000 }), ...others } = process
  const watched: Process = {
    ...others,
    prepared: {
      ...prepared,
      put(instance, shape, made) {
        filled.push(made.filled)
        prepared.put(instance, shape, made)
      },
    },
  }
  const ref = await newInstanceOn(watched, { topics: [topic] })
  const first = await valuesOf(watched, ref, small)
  ok(first.length > 1 && first.length < 30, `${first.length} records at first`)
  equal(filled.length, 1, 'the next answer is being prepared')
  equal((await filled[0])?.full, true)
  return { topic, process: watched, ref, first, filled }
}

async function valuesOf(process: Process, ref: InstanceRef, options: ReadOptions): Promise<unknown[]> {
  return (await readOn(process, ref, options)).map(({ value }) => value)
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

test('what is prepared is answered without asking Kafka for it, and moves the instance only then', async () => {
  const { process, ref, first } = await start()
  const before = await process.store.load(ref.group, ref.name, soon())
  const away: Process = { ...process, fetcher: { ...process.fetcher, fetch: () => Promise.reject(new Error('away')) } }
  equal([...(before?.positions.values() ?? [])][0]?.next, BigInt(first.length))
  const second = await valuesOf(away, ref, small)
  deepEqual(second, numbers(first.length, first.length + second.length))
  ok(second.length > 1)
  const after = await process.store.load(ref.group, ref.name, soon())
  equal([...(after?.positions.values() ?? [])][0]?.next, BigInt(first.length + second.length))
})

test('a loop of reads gets every record once, in order, to the end and beyond it', async () => {
  const { topic, process, ref, first } = await start()
  const seen = [...first]
  while (seen.length < COUNT) seen.push(...(await valuesOf(process, ref, small)))
  await produceValues(topic, values(COUNT, COUNT + 50))
  while (seen.length < COUNT + 50) seen.push(...(await valuesOf(process, ref, small)))
  deepEqual(seen, numbers(0, COUNT + 50))
})

test('after a seek the records are those of the place that was sought', async () => {
  const { topic, process, ref } = await start()
  await seek(process, ref, [{ topic, partition: 0, offset: 200n }], soon())
  equal((await valuesOf(process, ref, small))[0], 200)
})

test('a read with another limit gets as much as it allows', async () => {
  const { process, ref, first } = await start()
  const [next] = await valuesOf(process, ref, { ...small, maxBytes: 1 })
  equal(next, first.length)
  const rest = await valuesOf(process, ref, { ...small, maxBytes: 1_000_000 })
  deepEqual(rest, numbers(first.length + 1, COUNT))
})

test('what another process has read meanwhile is not answered again', async () => {
  const store = createMemoryStore()
  const { process, ref, first } = await start(store)
  const elsewhere = await valuesOf(newProcess(store), ref, small)
  equal(elsewhere[0], first.length)
  const here = await valuesOf(process, ref, small)
  equal(here[0], first.length + elsewhere.length)
})

test('what was prepared while a save failed is of no use: the next read has the records of this one', async () => {
  const store = createMemoryStore()
  let fails = false
  const { process, ref, first, filled } = await start({
    ...store,
    save: (...args) => (fails ? Promise.reject(new Error('away')) : store.save(...args)),
  })
  fails = true
  await rejects(readOn(process, ref, small), /away/)
  equal(filled.length, 2, 'another answer was being prepared')
  fails = false
  equal((await valuesOf(process, ref, small))[0], first.length)
})

test('of two reads at once each gets records of its own', async () => {
  const { process, ref, first } = await start()
  const both = await Promise.all([valuesOf(process, ref, small), valuesOf(process, ref, small)])
  const seen = both.flat().sort((a, b) => Number(a) - Number(b))
  deepEqual(seen, numbers(first.length, first.length + seen.length))
})

test('records that come after an answer was prepared to the end of the log are in it as well', async () => {
  const topic = await createTopic()
  await produceValues(topic, values(0, 3))
  const process = newProcess(createMemoryStore())
  const ref = await newInstanceOn(process, { topics: [topic] })
  equal((await valuesOf(process, ref, { waitMs: 2000, maxBytes: 2 })).length, 2)
  await produceValues(topic, values(3, 4))
  deepEqual(await valuesOf(process, ref, { waitMs: 2000, maxBytes: 2 }), [2, 3])
})

test('one is kept for a client that comes back soon, for so many at a time, and for nobody else', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const prepared = createPreparedAnswers({ maxEntries: 2, keepMs: 1000 })
    const [a, b] = [newInstance({ group: 'g', name: 'a' }), newInstance({ group: 'g', name: 'b' })]
    const drop = mock.fn()
    const made = { writer: {} as Prepared['writer'], filled: Promise.resolve(undefined), drop }
    prepared.put(a, 'x', made)
    equal(prepared.hasRoom(), true)
    prepared.put(b, 'x', made)
    equal(prepared.hasRoom(), false)
    equal(prepared.take(a, 'y'), undefined, 'another shape')
    equal(prepared.take(a, 'x'), undefined, 'it was of no use')
    equal(prepared.take({ ...b, positions: new Map(b.positions) }, 'x'), undefined, 'other positions')
    equal(drop.mock.callCount(), 2)
    prepared.put(a, 'x', made)
    equal(prepared.take({ ...a, version: 7 }, 'x')?.writer, made.writer)
    equal(drop.mock.callCount(), 2)
    prepared.put(a, 'x', made)
    mock.timers.tick(1000)
    equal(prepared.take(a, 'x'), undefined, 'nobody came')
    equal(drop.mock.callCount(), 3)
    prepared.put(a, 'x', made)
    prepared.drop(a)
    equal(prepared.take(a, 'x'), undefined, 'there is no such instance any more')
    equal(drop.mock.callCount(), 4)
    equal(prepared.hasRoom(), true)
  } finally {
    mock.timers.reset()
  }
})
