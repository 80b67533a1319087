import type { Operations } from '../operation.ts'
import { array, boolean, integer, nullable, object, query, ref, string, whole } from '../shape.ts'

const timeout = query('timeout', 'How long to wait for a record, in milliseconds.', { type: 'integer' })
const maxBytes = query('max_bytes', 'Bytes of keys and values; one record is answered however large.', integer)
const include = query('include', '`headers`, `timestamp`, or both with a comma: what is shown besides. An extension.')
const timestamp = query('timestamp', 'Begin with the first record at or after this: epoch milliseconds or an instant.')
const keyFormat = query('key_format', 'The format of keys, when it is not that of the values. An extension.')
const start = query('offset', 'Where to begin: an offset, `earliest` or `latest`.')

const nextOffset = { 'Kafka-Next-Offset': { description: 'The offset to go on at.', schema: whole } }

const refused: readonly [string, object] = [
  'Refused: the caller by this proxy, or this proxy by Kafka; then with an entry for each record.',
  { anyOf: [ref('ProduceAnswer'), ref('Error')] },
]
const produce = {
  request: ref('ProduceRequest'),
  answer: ref('ProduceAnswer'),
  others: { 401: refused, 403: refused },
}

/** Shapes of requests and answers, by name. */
export const v2Schemas = {
  Error: object({ error_code: integer, message: string }),
  Brokers: object({ brokers: array(integer) }),
  Topic: object({
    name: string,
    configs: { type: 'object', additionalProperties: nullable('string') },
    partitions: array(ref('Partition')),
  }),
  Partition: object({
    partition: integer,
    leader: integer,
    replicas: array(object({ broker: integer, leader: boolean, in_sync: boolean })),
  }),
  Offsets: object({ beginning_offset: integer, end_offset: integer }),
  ProduceRequest: object(
    {
      key_schema: nullable('string'),
      key_schema_id: nullable('integer'),
      value_schema: nullable('string'),
      value_schema_id: nullable('integer'),
      key_format: { type: ['string', 'null'], description: 'When it is not that of the Content-Type. An extension.' },
      value_format: { type: ['string', 'null'], description: 'When it is not that of the Content-Type. An extension.' },
      records: { type: 'array', minItems: 1, items: ref('ProduceRecord') },
    },
    ['records'],
  ),
  ProduceRecord: object(
    {
      key: {},
      value: {},
      partition: { type: ['integer', 'null'], minimum: 0 },
      timestamp: { type: ['integer', 'null'], minimum: 0, description: 'Milliseconds since 1970. An extension.' },
      headers: {
        type: ['array', 'null'],
        items: object({ name: string, value: nullable('string') }, ['name']),
        description: 'Values are base64. An extension.',
      },
    },
    [],
  ),
  ProduceAnswer: object({
    offsets: array(
      object({
        partition: nullable('integer'),
        offset: nullable('integer'),
        error_code: nullable('integer'),
        error: nullable('string'),
      }),
    ),
    key_schema_id: nullable('integer'),
    value_schema_id: nullable('integer'),
  }),
  Records: array(
    object(
      {
        topic: string,
        key: {},
        value: {},
        partition: whole,
        offset: whole,
        timestamp: { type: 'integer', description: 'Milliseconds since 1970. An extension.' },
        headers: {
          ...array(object({ name: string, value: nullable('string') })),
          description: 'Values are base64. An extension.',
        },
      },
      ['topic', 'key', 'value', 'partition', 'offset'],
    ),
  ),
}

export const v2Operations: Operations = {
  'api.v2.root.get': { answer: { type: 'object' } },
  'api.v2.root.post': { answer: { type: 'object' } },
  'api.v2.brokers.list': { answer: ref('Brokers') },
  'api.v2.topics.list': { answer: array(string) },
  'api.v2.topics.get': { answer: ref('Topic') },
  'api.v2.produce-to-topic': produce,
  'api.v2.produce-to-partition': produce,
  'api.v2.partitions.list': { answer: array(ref('Partition')) },
  'api.v2.partitions.get': { answer: ref('Partition') },
  'api.v2.partitions.get-offsets': { answer: ref('Offsets') },
  'partition-records': {
    answer: ref('Records'),
    headers: nextOffset,
    parameters: [start, timestamp, timeout, maxBytes, include, keyFormat],
  },
  'api.v1.simple-consumer': {
    answer: ref('Records'),
    headers: nextOffset,
    parameters: [
      start,
      timestamp,
      query('count', 'Most messages in the answer; 1 without it.', { type: 'integer', minimum: 1 }),
      maxBytes,
      include,
      keyFormat,
    ],
  },
}
