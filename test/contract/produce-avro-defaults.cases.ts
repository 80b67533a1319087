import { equal } from 'node:assert/strict'
import { readTopic } from '../support/kafka.ts'
import { avro2, type Case, post, refused, stored } from './case.ts'
import { storesNothing } from './produce-binary.cases.ts'
import { isId } from './schema-requests.ts'
import { lines, produce, record, stored as storedLine } from './v3-produce.ts'

export const fillsDefaults = { KAFKA_REST_AVRO_FILL_DEFAULTS: 'true' }

const schema = JSON.stringify({
  type: 'record',
  name: 'Reading',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'unit', type: 'string', default: 'K' },
    { name: 'note', type: ['null', 'string'], default: null },
  ],
})
const holdsDefaults: NonNullable<Case['afterwards']> = async ({ topic }) => {
  equal((await readTopic(topic, 1))[0]?.value?.subarray(5).toString('hex'), '0e024b00')
}

/** For a proxy with `avro.fill.defaults`. */
export const produceAvroDefaults: readonly Case[] = [
  {
    name: 'fields that a record lacks are stored with their defaults',
    contract: 'an extension of B.3',
    topic: {},
    request: post('/topics/{topic}', avro2, { value_schema: schema, records: [{ value: { id: 7 } }] }),
    answers: stored([[0, 0]], { value: isId }),
    afterwards: holdsDefaults,
  },
  {
    name: 'those of a record of version 3 likewise',
    contract: 'an extension of C.9',
    topic: {},
    request: produce(record({ type: 'AVRO', schema, data: { id: 7 } })),
    answers: lines(
      storedLine(0, { value: { type: 'AVRO', subject: /-value$/, schema_id: isId, schema_version: 1, size: 9 } }),
    ),
    afterwards: holdsDefaults,
  },
  {
    name: 'a field without default has to be there: 400 names it and the record',
    contract: 'B.3',
    request: post('/topics/{topic}', avro2, {
      value_schema: schema,
      records: [{ value: { id: 7 } }, { value: { unit: 'K' } }],
    }),
    answers: refused(400, 400, /^Bad Request: \/value\/id: missing; .*no default for it \(record 1\)$/),
    afterwards: storesNothing,
  },
]
