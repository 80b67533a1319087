import { deepEqual, equal } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { readTopic } from '../support/kafka.ts'
import { type Call, type Case, post, refused } from './case.ts'
import { failed, json, part, stored, withText } from './v3-produce.ts'

const batchPath = '/v3/clusters/any/topics/{topic}/records:batch'
const batch = (body: unknown): Call => post(batchPath, JSON_TYPE, body)
const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `e${i}`, value: json(i) }))

function refusedBatch(what: string, body: unknown, status: number, code: number, message?: RegExp): Case {
  return {
    name: `a batch with ${what} is refused as a whole`,
    contract: 'C.10',
    topic: {},
    request: batch(body),
    answers: refused(status, code, message),
    async afterwards({ topic }) {
      equal((await readTopic(topic, 0)).length, 0)
    },
  }
}

export const v3Batch: readonly Case[] = [
  {
    name: 'a batch answers 207 with both lists, each in the request’s order',
    contract: 'H.4 68',
    topic: {},
    request: batch({
      entries: [
        { id: 'a1', key: { type: 'STRING', data: 'k' }, value: json(1) },
        { id: 'b2', partition_id: 7 },
        { id: 'c3', value: { type: 'BINARY', data: '*' } },
        { id: 'd4', partition_id: -1 },
        { id: 'e_5', value: { data: 1 } },
        { id: 'f-6', timestamp: '2026-02-01T10:00:00Z' },
        { id: 'g7', timestamp: -1 },
      ],
    }),
    answers: {
      status: 207,
      body: {
        successes: [
          { id: 'a1', ...without(stored(0, { key: part('STRING', 1), value: part('JSON', 1) })) },
          { id: 'f-6', ...without(stored(1, { timestamp: '2026-02-01T10:00:00Z' })) },
        ],
        failures: [
          { id: 'b2', ...failed(40401, /partition 7/) },
          { id: 'c3', ...failed(400) },
          { id: 'd4', ...failed(40402) },
          { id: 'e_5', ...failed(422, /^Error: 42207 : /) },
          { id: 'g7', ...failed(400, /1970/) },
        ],
      },
    },
  },
  {
    name: 'a batch may have ten entries, as Avro too',
    contract: 'C.10',
    topic: {},
    request: batch({ entries: entries(10).map(({ id }) => ({ id, value: withText })) }),
    answers: { status: 207 },
    afterwards(_facts, { json }) {
      const { successes, failures } = json as { successes: { offset: number }[]; failures: unknown[] }
      deepEqual([successes.map(({ offset }) => offset), failures], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], []])
    },
  },
  {
    name: 'a batch for a topic that does not exist answers 207 all the same',
    contract: 'C.10',
    topic: 'missing',
    request: batch({ entries: entries(1) }),
    answers: { status: 207, body: { successes: [], failures: [{ id: 'e0', ...failed(40401) }] } },
  },
  refusedBatch('no body', '', 422, 42208, /^Request body is empty\. Data is required\.$/),
  refusedBatch('null', 'null', 422, 42208, /Data is required/),
  refusedBatch('nothing in it', {}, 422, 42208, /^Empty batch\.$/),
  refusedBatch('no entries', { entries: [] }, 422, 42208, /^Empty batch\.$/),
  refusedBatch('eleven entries', { entries: entries(11) }, 422, 42208, /^Too many entries in batch\./),
  refusedBatch(
    'duplicate ids',
    { entries: [...entries(2), { id: 'e0' }] },
    422,
    42208,
    /^Batch entry IDs are not distinct\.$/,
  ),
  ...[undefined, null, 7, '', 'ä', 'a b', 'x'.repeat(81)].map((id) =>
    refusedBatch(
      `the id ${JSON.stringify(id)}`,
      { entries: [{ id }] },
      422,
      42208,
      /^Batch entry identifier is not a valid string\./,
    ),
  ),
  refusedBatch('an unknown property', { records: [], entries: entries(1) }, 422, 422, /Unrecognized field: records/),
  refusedBatch(
    'an unknown property of an entry',
    { entries: [{ id: 'a', offset: 1 }] },
    422,
    422,
    /Unrecognized field/,
  ),
  refusedBatch('malformed JSON', '{"entries":[', 400, 400, /malformed JSON/),
  refusedBatch('an array', [], 400, 400),
  refusedBatch('entries that are an object', { entries: {} }, 400, 400, /entries/),
  refusedBatch('an entry that is none', { entries: [1] }, 400, 400),
  refusedBatch(
    'an entry against the rules',
    { entries: [...entries(1), { id: 'x', value: { type: 'AVRO', schema_id: 1 } }] },
    400,
    400,
    /schema_id/,
  ),
]

/** A success of a batch has no code of its own. */
function without(answer: object): object {
  const { error_code: _, ...rest } = answer as { error_code: number }
  return rest
}
