import { deepEqual, equal, match } from 'node:assert/strict'
import { readTopic } from '../support/kafka.ts'
import type { Case } from './case.ts'
import { json, lines, part, produce, record, stored } from './v3-produce.ts'

export const v3Stream: readonly Case[] = [
  {
    name: 'three objects without separators give three objects with CRLF, in order',
    contract: 'H.4 62',
    topic: {},
    request: produce(`${record(json(1))}${record(json('two'))}${record(json({ three: 3 }))}`),
    answers: lines(
      stored(0, { value: part('JSON', 1) }),
      stored(1, { value: part('JSON', 5) }),
      stored(2, { value: part('JSON', 11) }),
    ),
    afterwards: (_facts, { text }) => match(text, /^(\{.*\}\r\n){3}$/),
  },
  {
    name: 'objects may be separated by white space of any kind, and begin with a byte order mark',
    contract: 'C.9',
    topic: {},
    request: produce(`\uFEFF\n ${record(json(1))}\r\n\r\n\t${record(json(2))} \n`),
    answers: lines(stored(0, { value: part('JSON', 1) }), stored(1, { value: part('JSON', 1) })),
  },
  {
    name: 'a record may have nothing: null key and null value',
    contract: 'C.9',
    topic: {},
    request: produce('{}{"key":null,"value":null}'),
    answers: lines(stored(0), stored(1)),
    async afterwards({ topic }) {
      for (const { key, value } of await readTopic(topic, 2)) deepEqual([key, value], [null, null])
    },
  },
  {
    name: 'binary, JSON and text, each with its size; −1 for null',
    contract: 'C.9',
    topic: {},
    request: produce(
      [
        '{"key":{"type":"STRING","data":"kä"},"value":{"type":"BINARY","data":"AAEC/w=="}}',
        '{"key":{"type":"JSON","data":{"a" : 1.0}},"value":{"type":"STRING","data":""}}',
        '{"key":{"type":"BINARY"},"value":{"type":"JSON","data":null}}',
      ].join('\n'),
    ),
    answers: lines(
      stored(0, { key: part('STRING', 3), value: part('BINARY', 4) }),
      stored(1, { key: part('JSON', 9), value: part('STRING', 0) }),
      stored(2, { key: part('BINARY', -1), value: part('JSON', -1) }),
    ),
    async afterwards({ topic }) {
      deepEqual(
        (await readTopic(topic, 3)).map(({ key, value }) => [key, value]),
        [
          [Buffer.from('kä'), Buffer.from([0, 1, 2, 255])],
          [Buffer.from('{"a":1.0}'), Buffer.alloc(0)],
          [null, null],
        ],
      )
    },
  },
  {
    name: 'JSON is stored as the client spelled it',
    contract: 'C.9; design 5',
    topic: {},
    request: produce('{"value":{"type":"JSON","data":{"n":9007199254740993,"f":1.0,"e":"\\u00e4","n":1e400}}}'),
    answers: lines(stored(0, { value: part('JSON', 53) })),
    async afterwards({ topic }) {
      const [first] = await readTopic(topic, 1)
      equal(String(first?.value), '{"n":9007199254740993,"f":1.0,"e":"\\u00e4","n":1e400}')
    },
  },
  {
    name: 'header values are stored as bytes, duplicates and nulls kept, equal names together',
    contract: 'H.4 66',
    topic: {},
    request: produce(
      record(json(1), {
        headers: [{ name: 'a', value: 'AA==' }, { name: 'b', value: null }, { name: 'a', value: '' }, { name: 'b' }],
      }),
    ),
    answers: lines(stored(0, { value: part('JSON', 1) })),
    async afterwards({ topic }) {
      deepEqual((await readTopic(topic, 1))[0]?.headers, [
        ['a', Buffer.from([0])],
        ['a', Buffer.alloc(0)],
        ['b', null],
        ['b', null],
      ])
    },
  },
  {
    name: 'a timestamp is an instant, or seconds with decimals; the answer has it',
    contract: 'C.9',
    topic: {},
    request: produce(
      ['"2026-02-01T10:00:00Z"', '"2026-02-01T11:00:00.123456+01:00"', '1700000000.123', '0']
        .map((timestamp) => `{"timestamp":${timestamp}}`)
        .join(''),
    ),
    answers: lines(
      stored(0, { timestamp: '2026-02-01T10:00:00Z' }),
      stored(1, { timestamp: '2026-02-01T10:00:00.123Z' }),
      stored(2, { timestamp: '2023-11-14T22:13:20.123Z' }),
      stored(3, { timestamp: '1970-01-01T00:00:00Z' }),
    ),
    async afterwards({ topic }) {
      deepEqual(
        (await readTopic(topic, 4)).map(({ timestamp }) => timestamp),
        [1769940000000n, 1769940000123n, 1700000000123n, 0n],
      )
    },
  },
  {
    name: 'a record goes to the partition it names',
    contract: 'C.9',
    topic: { partitions: 3 },
    request: produce('{"partition_id":2}{"partition_id":0}'),
    answers: lines(stored(0, { partition_id: 2 }), stored(0, { partition_id: 0 })),
  },
  {
    name: 'UTF-8 is read in whatever letters it is named',
    contract: 'A.4',
    topic: {},
    request: produce('{"key":{"type":"STRING","data":"ä"}}', 'application/json; charset="Utf-8"'),
    answers: lines(stored(0, { key: part('STRING', 2) })),
  },
  {
    name: 'ISO-8859-1 is read as what it is',
    contract: 'A.4',
    topic: {},
    request: produce(
      Buffer.from('{"key":{"type":"STRING","data":"ä"}}', 'latin1'),
      'application/json;charset=ISO-8859-1',
    ),
    answers: lines(stored(0, { key: part('STRING', 2) })),
    async afterwards({ topic }) {
      equal(String((await readTopic(topic, 1))[0]?.key), 'ä')
    },
  },
]
