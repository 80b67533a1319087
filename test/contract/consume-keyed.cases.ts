import { deepEqual, equal } from 'node:assert/strict'
import { asAdmin } from '../support/kafka-admin.ts'
import { type Case, get, json2, post, refused, send } from './case.ts'
import { consumer, hasRead, produced, readAll, sent, steps, subscribed, V2, valuesOf } from './consumer.ts'

const read = (key: string, query = '?timeout=5000&max_bytes=3') =>
  get(`{base}/records${query}`, { accept: json2, 'idempotency-key': key })
const numbers = Array.from({ length: 9 }, (_, i) => i)
const reader = steps(produced(...numbers), consumer(), subscribed())
const first = { status: 200, type: json2 } as const

/** A read with an Idempotency-Key: what an answer that was lost held can be had again. */
export const consumeKeyed: readonly Case[] = [
  {
    name: 'a read with the same key answers the same records again, as often as asked; a new key goes on',
    contract: 'design 4.6; an extension',
    topic: {},
    given: reader,
    request: read('a'),
    answers: first,
    async afterwards({ send: ask }, { text }) {
      for (let again = 0; again < 3; again++) equal((await ask(read('a'))).text, text)
      deepEqual(valuesOf(await ask(read('b'))), [3, 4, 5])
      deepEqual(valuesOf(await ask(read('b'))), [3, 4, 5])
      deepEqual(valuesOf(await ask(get('{base}/records', { accept: json2 }))), [6, 7, 8])
    },
  },
  {
    name: 'the same records come again also when more of them are there by now, or other limits asked for',
    contract: 'design 4.6',
    topic: {},
    given: reader,
    request: read('a', '?timeout=5000'),
    answers: first,
    async afterwards(facts, { text }) {
      await produced(10)(facts)
      equal((await facts.send(read('a', '?max_bytes=1'))).text, text)
      deepEqual(await readAll(facts, '{base}', 1), [10])
    },
  },
  {
    name: 'records of several partitions come again',
    contract: 'design 4.6',
    topic: { partitions: 3 },
    given: steps(produced(...numbers.map((value) => ({ value, partition: value % 3 }))), consumer(), subscribed()),
    request: read('a', '?timeout=5000'),
    answers: first,
    async afterwards({ send: ask }, answer) {
      deepEqual(new Set(valuesOf(await ask(read('a')))), new Set(valuesOf(answer)))
    },
  },
  {
    name: 'an empty answer is the same again too, and a new key finds what has come',
    contract: 'design 4.6',
    topic: {},
    given: steps(consumer(), subscribed()),
    request: read('a', '?timeout=1'),
    answers: { ...first, body: [] },
    async afterwards(facts) {
      await produced(1)(facts)
      deepEqual(valuesOf(await facts.send(read('a'))), [])
      deepEqual(valuesOf(await facts.send(read('b'))), [1])
    },
  },
  {
    name: 'a key that was used before a seek does not bring back what was before it',
    contract: 'design 4.1',
    topic: {},
    given: steps(
      reader,
      sent(() => read('a')),
      sent(({ topic }) => post('{base}/positions', V2, { offsets: [{ topic, partition: 0, offset: 7 }] })),
    ),
    request: read('a'),
    answers: first,
    afterwards: (_, answer) => deepEqual(valuesOf(answer), [7, 8]),
  },
  {
    name: 'records that are gone from the log cannot be answered again: 409, and a new key goes on',
    contract: 'design 4.6',
    topic: {},
    given: steps(
      reader,
      sent(() => read('a')),
      async ({ topic }) => {
        const partitions = [{ partition: 0, offset: 5n }]
        await asAdmin((admin) => admin.deleteRecords({ topics: [{ name: topic, partitions }] }))
        return undefined
      },
    ),
    request: read('a'),
    answers: { ...refused(409, 40903), type: json2 },
    afterwards: async ({ send: ask }) =>
      deepEqual(valuesOf(await ask(read('b', '?timeout=5000'))).slice(-4), [5, 6, 7, 8]),
  },
  {
    name: 'an Idempotency-Key of 256 characters answers 400',
    contract: 'an extension',
    topic: {},
    given: reader,
    request: read('x'.repeat(256)),
    answers: { ...refused(400, 400), type: json2 },
  },
  {
    name: 'an empty Idempotency-Key is none',
    contract: 'an extension',
    topic: {},
    given: steps(
      reader,
      sent(() => read('')),
    ),
    request: read(''),
    answers: first,
    afterwards: (_, answer) => deepEqual(valuesOf(answer), [3, 4, 5]),
  },
  {
    name: 'a key does not survive its instance',
    contract: 'design 4.7',
    topic: {},
    given: steps(
      reader,
      sent(() => read('a')),
      hasRead('?timeout=1'),
      sent(() => send('DELETE', '{base}')),
    ),
    request: read('a'),
    answers: { ...refused(404, 40403), type: json2 },
  },
]
