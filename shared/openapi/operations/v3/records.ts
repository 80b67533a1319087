import type { Operations } from '../../operation.ts'
import { array, integer, nullable, object, ref, string } from '../../shape.ts'

const part = {
  type: ['object', 'null'],
  description: 'With a type; with a schema id or version; or with neither, for the subject’s latest schema.',
  properties: {
    type: { enum: ['BINARY', 'JSON', 'STRING', 'AVRO', 'JSONSCHEMA', 'PROTOBUF', null] },
    subject: nullable('string'),
    subject_name_strategy: { enum: ['TOPIC_NAME', 'RECORD_NAME', 'TOPIC_RECORD_NAME', null] },
    schema_id: nullable('integer'),
    schema_version: { type: ['integer', 'null'], minimum: 1 },
    schema: nullable('string'),
    data: {
      description:
        'Base64 for BINARY, a text for STRING, Avro’s JSON encoding for AVRO; canonical JSON for PROTOBUF; any JSON for JSON and JSONSCHEMA.',
    },
  },
  additionalProperties: false,
}

const record = {
  partition_id: { type: ['integer', 'null'], minimum: 0 },
  headers: {
    type: ['array', 'null'],
    items: object({ name: string, value: { type: ['string', 'null'], description: 'Base64.' } }, ['name']),
  },
  key: ref('RecordPart'),
  value: ref('RecordPart'),
  timestamp: {
    type: ['string', 'number', 'null'],
    description: 'An instant such as 2026-02-01T10:00:00Z, or seconds since 1970.',
  },
}

const stored = {
  cluster_id: string,
  topic_name: string,
  partition_id: integer,
  offset: integer,
  timestamp: { type: 'string', format: 'date-time' },
  key: ref('StoredPart'),
  value: ref('StoredPart'),
}
const always = ['cluster_id', 'topic_name', 'partition_id', 'offset', 'timestamp']
const id = { type: 'string', pattern: '^[0-9A-Za-z_-]{1,80}$' }

/** Shapes of requests and answers, by name. */
export const recordSchemas = {
  RecordPart: part,
  StreamRecord: object(record, []),
  StoredPart: object(
    {
      type: { enum: ['BINARY', 'JSON', 'STRING', 'AVRO', 'JSONSCHEMA', 'PROTOBUF'] },
      subject: string,
      schema_id: integer,
      schema_version: integer,
      size: { type: 'integer', minimum: -1, description: 'Bytes stored; −1 for null.' },
    },
    ['type', 'size'],
  ),
  StreamAnswer: {
    description: 'One for each record, in order, each followed by CRLF.',
    anyOf: [object({ error_code: { const: 200 }, ...stored }, ['error_code', ...always]), ref('Error')],
  },
  BatchRequest: object({ entries: array(object({ id, ...record }, ['id'])) }),
  BatchAnswer: object({
    successes: array(object({ id, ...stored }, ['id', ...always])),
    failures: array(object({ id, error_code: integer, message: string })),
  }),
}

export const recordOperations: Operations = {
  'api.v3.produce.produce-to-topic': {
    request: ref('StreamRecord'),
    answer: ref('StreamAnswer'),
  },
  'api.v3.batch-produce.produce-to-topic': { request: ref('BatchRequest'), answer: ref('BatchAnswer') },
}
