import type { Operations } from '../operation.ts'
import { array, integer, link, nullable, object, optionalObject, query, ref, string, whole } from '../shape.ts'

const topicPartition = { topic: string, partition: whole }
const offsetOf = object({ ...topicPartition, offset: whole, metadata: nullable('string') }, [
  'topic',
  'partition',
  'offset',
])
/** A number, or its digits in a string. */
const numeric = { type: ['integer', 'string', 'null'] }

const read = {
  answer: ref('Records'),
  parameters: [
    query('timeout', 'How long to wait for a record, in milliseconds.', integer),
    query('max_bytes', 'Bytes of keys and values; one record is answered however large.', integer),
    query('include', '`headers`, `timestamp`, or both with a comma: what is shown besides. An extension.'),
    {
      name: 'Idempotency-Key',
      in: 'header',
      description:
        'Anything new for each read: asked again with the same, a read answers the same records. An extension.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  ],
}

/** Shapes of requests and answers, by name. */
export const consumerSchemas = {
  CreateConsumerRequest: optionalObject({
    name: nullable('string'),
    id: { ...nullable('string'), description: 'Deprecated; overrides the name.' },
    format: { type: ['string', 'null'], description: 'binary, json, avro, jsonschema, protobuf or text.' },
    'key.format': { type: ['string', 'null'], description: 'Of keys, when it is not `format`. An extension.' },
    'auto.offset.reset': { type: ['string', 'null'], description: 'earliest, latest or none; smallest, largest.' },
    'auto.commit.enable': { type: ['string', 'boolean', 'null'] },
    'fetch.min.bytes': numeric,
    responseMinBytes: numeric,
    'consumer.request.timeout.ms': numeric,
    requestWaitMs: numeric,
    'consumer.instance.timeout.ms': { ...numeric, description: 'An extension.' },
    'isolation.level': { type: ['string', 'null'], description: 'read_uncommitted or read_committed. An extension.' },
  }),
  Consumer: object({ instance_id: string, base_uri: link }),
  SubscriptionRequest: object(
    { topics: { type: ['array', 'null'], items: string }, topic_pattern: nullable('string') },
    [],
  ),
  Subscription: object({ topics: array(string) }),
  Partitions: object({ partitions: array(object(topicPartition)) }),
  PositionsRequest: object(
    {
      offsets: {
        type: ['array', 'null'],
        items: offsetOf,
      },
      timestamps: {
        type: ['array', 'null'],
        items: object(
          { ...topicPartition, timestamp: { type: 'string', format: 'date-time' }, metadata: nullable('string') },
          ['topic', 'partition', 'timestamp'],
        ),
      },
    },
    [],
  ),
  CommitRequest: optionalObject({
    offsets: {
      type: ['array', 'null'],
      items: offsetOf,
      description: 'Of the last records processed: one more is committed. Without it, what has been read.',
    },
  }),
  CommitAnswer: {
    ...array(object({ ...topicPartition, consumed: whole, committed: whole })),
    description: 'Empty in v2; in v1 what was committed.',
  },
  CommittedOffsets: object({ offsets: array(object({ ...topicPartition, offset: whole, metadata: string })) }),
}

export const consumerOperations: Operations = {
  'api.v2.consumers.create': { request: ref('CreateConsumerRequest'), mayBeEmpty: true, answer: ref('Consumer') },
  'api.v2.consumers.subscribe': { request: ref('SubscriptionRequest') },
  'api.v2.consumers.get-subscription': { answer: ref('Subscription') },
  'api.v2.consumers.assign': { request: ref('Partitions') },
  'api.v2.consumers.get-assignments': { answer: ref('Partitions') },
  'api.v2.consumers.seek-to-offset': { request: ref('PositionsRequest') },
  'api.v2.consumers.seek-to-beginning': { request: ref('Partitions') },
  'api.v2.consumers.seek-to-end': { request: ref('Partitions') },
  'api.v2.consumers.consume': read,
  'api.v1.consumers.consume': read,
  'api.v2.consumers.commit-offsets': {
    request: ref('CommitRequest'),
    mayBeEmpty: true,
    answer: ref('CommitAnswer'),
  },
  'api.v2.consumers.get-committed-offsets': {
    answer: ref('CommittedOffsets'),
    parameters: [
      query('topic', 'Instead of a body: one topic.'),
      query('partition', 'Its partition.', whole),
      query('partitions', 'Instead of a body: `topic:partition`, with commas between them.'),
    ],
  },
}
