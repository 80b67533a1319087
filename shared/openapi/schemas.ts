const string = { type: 'string' } as const
const integer = { type: 'integer' } as const
const boolean = { type: 'boolean' } as const
const nullable = (type: string) => ({ type: [type, 'null'] })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

function object(properties: Record<string, object>, required = Object.keys(properties)): object {
  return { type: 'object', properties, required, additionalProperties: false }
}

/** An object with nothing required in it, which may be left out altogether. */
function optionalObject(properties: Record<string, object>): object {
  return { ...object(properties, []), type: ['object', 'null'] }
}

function array(items: object): object {
  return { type: 'array', items }
}

const topicPartition = { topic: string, partition: { type: 'integer', minimum: 0 } }
const offset = { type: 'integer', minimum: 0 }
/** A number, or its digits in a string. */
const numeric = { type: ['integer', 'string', 'null'] }

const related = object({ related: { type: 'string', format: 'uri' } })
const metadata = object({ self: { type: 'string', format: 'uri' }, resource_name: string })
const listMetadata = object({ self: { type: 'string', format: 'uri' }, next: { type: 'null' } })

/** Shapes of requests and answers, by name, as JSON Schema 2020-12 (contract B and C). */
export const schemas = {
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
  CreateConsumerRequest: optionalObject({
    name: nullable('string'),
    id: { ...nullable('string'), description: 'Deprecated; overrides the name.' },
    format: { type: ['string', 'null'], description: 'binary, json or avro.' },
    'auto.offset.reset': { type: ['string', 'null'], description: 'earliest, latest or none; smallest, largest.' },
    'auto.commit.enable': { type: ['string', 'boolean', 'null'] },
    'fetch.min.bytes': numeric,
    responseMinBytes: numeric,
    'consumer.request.timeout.ms': numeric,
    requestWaitMs: numeric,
    'consumer.instance.timeout.ms': { ...numeric, description: 'An extension.' },
    'isolation.level': { type: ['string', 'null'], description: 'read_uncommitted or read_committed. An extension.' },
  }),
  Consumer: object({ instance_id: string, base_uri: { type: 'string', format: 'uri' } }),
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
        items: object({ ...topicPartition, offset, metadata: nullable('string') }, ['topic', 'partition', 'offset']),
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
      items: object({ ...topicPartition, offset, metadata: nullable('string') }, ['topic', 'partition', 'offset']),
      description: 'Of the last records processed: one more is committed. Without it, what has been read.',
    },
  }),
  CommitAnswer: {
    ...array(object({ ...topicPartition, consumed: offset, committed: offset })),
    description: 'Empty in v2; in v1 what was committed.',
  },
  CommittedOffsets: object({ offsets: array(object({ ...topicPartition, offset, metadata: string })) }),
  Records: array(
    object(
      {
        topic: string,
        key: {},
        value: {},
        partition: { type: 'integer', minimum: 0 },
        offset,
        timestamp: { type: 'integer', description: 'Milliseconds since 1970. An extension.' },
        headers: {
          ...array(object({ name: string, value: nullable('string') })),
          description: 'Values are base64. An extension.',
        },
      },
      ['topic', 'key', 'value', 'partition', 'offset'],
    ),
  ),
  Cluster: object({
    kind: { const: 'KafkaCluster' },
    metadata,
    cluster_id: string,
    controller: { anyOf: [related, { type: 'null' }] },
    acls: related,
    brokers: related,
    broker_configs: related,
    consumer_groups: related,
    topics: related,
    partition_reassignments: related,
  }),
  ClusterList: object({ kind: { const: 'KafkaClusterList' }, metadata: listMetadata, data: array(ref('Cluster')) }),
  CreateTopicRequest: object(
    {
      topic_name: string,
      partitions_count: { type: ['integer', 'null'], minimum: 1 },
      replication_factor: { type: ['integer', 'null'], minimum: 1 },
      replicas_assignments: {
        description: 'Partition to broker ids; an array of {partition_id, broker_ids} is read as well.',
        type: ['object', 'array', 'null'],
      },
      configs: { type: ['array', 'null'], items: object({ name: string, value: nullable('string') }, ['name']) },
      validate_only: nullable('boolean'),
    },
    ['topic_name'],
  ),
  TopicData: object({
    kind: { const: 'KafkaTopic' },
    metadata,
    cluster_id: string,
    topic_name: string,
    is_internal: boolean,
    replication_factor: integer,
    partitions_count: integer,
    partitions: related,
    configs: related,
    partition_reassignments: related,
    authorized_operations: array(string),
  }),
  TopicDataList: object({ kind: { const: 'KafkaTopicList' }, metadata: listMetadata, data: array(ref('TopicData')) }),
} as const
