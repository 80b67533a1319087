const whole = { type: 'integer', minimum: 0 } as const

const timeout = query('timeout', 'How long to wait for a record, in milliseconds.', { type: 'integer' })
const maxBytes = query('max_bytes', 'Bytes of keys and values; one record is answered however large.', {
  type: 'integer',
})
const include = query('include', '`headers`, `timestamp`, or both with a comma: what is shown besides. An extension.')
const timestamp = query('timestamp', 'Begin with the first record at or after this: epoch milliseconds or an instant.')

const read = [
  timeout,
  maxBytes,
  include,
  {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Anything new for each read: asked again with the same, a read answers the same records. An extension.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
]

/** What operations take in the query and in headers, by the operation's name. None is required. */
export const parameters: Readonly<Record<string, readonly object[]>> = {
  'api.v2.consumers.consume': read,
  'api.v1.consumers.consume': read,
  'api.v2.consumers.get-committed-offsets': [
    query('topic', 'Instead of a body: one topic.'),
    query('partition', 'Its partition.', whole),
    query('partitions', 'Instead of a body: `topic:partition`, with commas between them.'),
  ],
  'partition-records': [
    query('offset', 'Where to begin: an offset, `earliest` or `latest`.'),
    timestamp,
    timeout,
    maxBytes,
    include,
  ],
  'api.v1.simple-consumer': [
    query('offset', 'Where to begin: an offset, `earliest` or `latest`.'),
    timestamp,
    query('count', 'Most messages in the answer; 1 without it.', { type: 'integer', minimum: 1 }),
    maxBytes,
    include,
  ],
}

function query(name: string, description: string, schema: object = { type: 'string' }): object {
  return { name, in: 'query', description, schema }
}
