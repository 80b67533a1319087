const string = { type: 'string' } as const
const integer = { type: 'integer' } as const
const boolean = { type: 'boolean' } as const
const nullable = (type: string) => ({ type: [type, 'null'] })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

function object(properties: Record<string, object>, required = Object.keys(properties)): object {
  return { type: 'object', properties, required, additionalProperties: false }
}

function array(items: object): object {
  return { type: 'array', items }
}

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
