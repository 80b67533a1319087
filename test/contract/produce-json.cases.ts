import { deepEqual, equal, ok } from 'node:assert/strict'
import { readTopic } from '../support/kafka.ts'
import { type Case, json2, post, refused, stored } from './case.ts'
import { kept } from './kept.ts'
import { storesNothing } from './produce-binary.cases.ts'

const produce = (body: unknown) => post('/topics/{topic}', json2, body)

/** Spelled as the client did, and stored so. */
const spellings: readonly string[] = [
  '9007199254740993',
  '1.0',
  '1e2',
  '1E+2',
  '-0',
  '-0.0',
  '123456789012345678901234567890.123456789',
  '{"b":1,"a":2,"10":3,"9":4}',
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1},"constructor":2}',
  '"\\u00e9\\u4e16\\ud83d\\ude00"',
  '"é世😀"',
  '"\\ud800"',
  '"\\/\\b\\f\\n\\r\\t\\"\\\\"',
  '{"\\u0061":[[],{},[{"b":[null,true,false]}]]}',
  '""',
  '[]',
  '{}',
  'true',
  '"null"',
  '"}],{\\"value\\":"',
]

/** JSON keys and the partition of twelve that Kafka's own Java producer puts them into. */
const javaPartitions: readonly (readonly [string, number])[] = [
  ['""', 4],
  ['"a"', 11],
  ['"ab"', 7],
  ['"abc"', 0],
  ['"order-1042"', 4],
  ['"é世😀"', 11],
  ['{"id":7}', 9],
  ['42', 4],
  ['true', 10],
]

export const produceJson: readonly Case[] = [
  {
    name: 'every value is stored as the client spelled it, byte for byte',
    contract: 'B.3 JSON2; design 5',
    topic: {},
    request: produce(`{"records":[${spellings.map((text) => `{"key":${text},"value":${text}}`).join(',')}]}`),
    answers: stored(spellings.map((_, offset) => [0, offset] as const)),
    async afterwards({ topic }) {
      deepEqual(
        await kept(topic, spellings.length),
        spellings.map((text) => ({ partition: 0, key: text, value: text })),
      )
    },
  },
  {
    name: 'white space between tokens is not stored, within strings it is',
    contract: 'B.3 JSON2',
    topic: {},
    request: produce(' {\n "records" : [ { "value" :\t{ "a b" : [ 1 ,\r\n 2 ] , "c" : " d \\" e " } } ] } '),
    answers: stored([[0, 0]]),
    async afterwards({ topic }) {
      equal((await kept(topic, 1))[0]?.value, '{"a b":[1,2],"c":" d \\" e "}')
    },
  },
  {
    name: 'JSON null makes a tombstone, a JSON string keeps its quotes in Kafka',
    contract: 'H.4 21',
    topic: {},
    request: produce({
      records: [
        { key: 'k', value: null },
        { key: null, value: 'null' },
        { key: 'k', value: '' },
      ],
    }),
    answers: stored([
      [0, 0],
      [0, 1],
      [0, 2],
    ]),
    async afterwards({ topic }) {
      deepEqual(await kept(topic, 3), [
        { partition: 0, key: '"k"', value: null },
        { partition: 0, key: null, value: '"null"' },
        { partition: 0, key: '"k"', value: '""' },
      ])
    },
  },
  {
    name: 'of members with the same name the last one counts, however it is spelled',
    contract: 'A.5',
    topic: {},
    request: produce(
      '{"records": [{"value": 1}], "r\\u0065cords": [{"value": 2, "v\\u0061lue": 3}, {"value": 4, "value": null}]}',
    ),
    answers: stored([
      [0, 0],
      [0, 1],
    ]),
    async afterwards({ topic }) {
      deepEqual(
        (await kept(topic, 2)).map(({ value }) => value),
        ['3', null],
      )
    },
  },
  {
    name: 'a key’s partition is the one Java’s murmur2 gives',
    contract: 'B.3',
    topic: { partitions: 12 },
    request: produce(`{"records":[${javaPartitions.map(([key]) => `{"key": ${key}}`).join(',')}]}`),
    answers: { status: 200 },
    afterwards(_, { json }) {
      deepEqual(
        (json as { offsets: { partition: number }[] }).offsets.map(({ partition }) => partition),
        javaPartitions.map(([, partition]) => partition),
      )
    },
  },
  {
    name: 'records with one key keep their order',
    contract: 'B.3',
    topic: { partitions: 6 },
    request: produce({ records: Array.from({ length: 200 }, (_, i) => ({ key: `k${i % 7}`, value: i })) }),
    answers: { status: 200 },
    async afterwards({ topic }) {
      const records = await kept(topic, 200)
      equal(records.length, 200)
      for (const own of Map.groupBy(records, ({ key }) => key).values()) {
        const values = own.map(({ value }) => Number(value))
        deepEqual(
          values,
          values.toSorted((a, b) => a - b),
        )
      }
    },
  },
  {
    name: 'headers and timestamps are stored as they are given',
    contract: 'design 5',
    topic: {},
    request: produce({
      records: [
        {
          value: 1,
          timestamp: 1681248783000,
          headers: [
            { name: 'trace', value: '/wA=' },
            { name: 'trace', value: '' },
            { name: 'é', value: null },
            { name: '' },
          ],
        },
        { value: 2, timestamp: 0, headers: [] },
      ],
    }),
    answers: stored([
      [0, 0],
      [0, 1],
    ]),
    async afterwards({ topic }) {
      const records = await readTopic(topic, 2)
      deepEqual(
        records.map(({ timestamp, headers }) => ({ timestamp, headers })),
        [
          {
            timestamp: 1681248783000n,
            headers: [
              ['trace', Buffer.from([255, 0])],
              ['trace', Buffer.from('')],
              ['é', null],
              ['', null],
            ],
          },
          { timestamp: 0n, headers: [] },
        ],
      )
    },
  },
  {
    name: 'without a timestamp a record carries the time it was sent',
    contract: 'B.3',
    topic: {},
    request: produce({ records: [{ value: 1, timestamp: null }] }),
    answers: stored([[0, 0]]),
    async afterwards({ topic }) {
      const age = Date.now() - Number((await readTopic(topic, 1))[0]?.timestamp)
      ok(age >= -1000 && age < 60_000, `${age} ms old`)
    },
  },
  {
    name: 'a timestamp that Kafka refuses fails its record alone',
    contract: 'B.3',
    topic: {},
    request: produce({ records: [{ value: 1 }, { value: 2, timestamp: Number.MAX_SAFE_INTEGER }, { value: 3 }] }),
    answers: stored([[0, 0], 50002, [0, 1]]),
    async afterwards({ topic }) {
      deepEqual(
        (await kept(topic, 2)).map(({ value }) => value),
        ['1', '3'],
      )
    },
  },
  ...['{"name": "h", "value": "*"}', '{"name": "h", "value": 1}', '{"name": 1}', '"h"', 'null'].map(
    (header): Case => ({
      name: `a header ${header} answers 400 and nothing is produced`,
      contract: 'design 5',
      request: produce(`{"records": [{"value": 1, "headers": [${header}]}]}`),
      answers: refused(400, 400, /^Bad Request: /),
      afterwards: storesNothing,
    }),
  ),
  {
    name: '10,000 records of one request are stored, each once, in their order',
    contract: 'B.3',
    topic: {},
    request: () => produce({ records: Array.from({ length: 10_000 }, (_, value) => ({ value })) }),
    answers: stored(Array.from({ length: 10_000 }, (_, offset) => [0, offset] as const)),
    async afterwards({ topic }) {
      const records = await kept(topic, 10_000)
      deepEqual(
        records.map(({ value }) => Number(value)),
        Array.from({ length: 10_000 }, (_, value) => value),
      )
    },
  },
]
