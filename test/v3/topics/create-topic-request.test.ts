import { deepEqual, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { PayloadError } from '../../../shared/http/errors/produce.ts'
import { BadRequest, Unprocessable } from '../../../shared/http/errors/request.ts'
import { parseCreateTopicRequest } from '../../../shared/v3/topics/create-topic-request.ts'

const parse = (rest: object) => parseCreateTopicRequest(JSON.stringify({ topic_name: 't', ...rest }))

test('a name is enough; what is left out the cluster decides', () => {
  deepEqual(parse({}), { name: 't', validateOnly: false })
  deepEqual(parse({ partitions_count: null, configs: null, replicas_assignments: null }), {
    name: 't',
    validateOnly: false,
  })
})

test('everything that Confluent reads is read', () => {
  const request = parse({
    partitions_count: 12,
    replication_factor: 3,
    configs: [
      { name: 'retention.ms', value: '1' },
      { name: 'cleanup.policy', value: null },
    ],
    validate_only: true,
  })
  deepEqual(request, {
    name: 't',
    partitions: 12,
    replicationFactor: 3,
    configs: new Map([
      ['retention.ms', '1'],
      ['cleanup.policy', null],
    ]),
    validateOnly: true,
  })
})

test('assignments come as a map of partitions, or as a list', () => {
  const assignments = new Map([
    [0, [1, 2]],
    [1, [2, 1]],
  ])
  const list = [
    { partition_id: 0, broker_ids: [1, 2] },
    { partition_id: 1, broker_ids: [2, 1] },
  ]
  deepEqual(parse({ replicas_assignments: { 0: [1, 2], 1: [2, 1] } }).assignments, assignments)
  deepEqual(parse({ replicas_assignments: list }).assignments, assignments)
  deepEqual(parse({ replicas_assignments: {} }).assignments, undefined)
  deepEqual(parse({ replicas_assignments: [] }).assignments, undefined)
})

const name = 'x'.repeat(32_767)

test('config names and values may be as long as Kafka’s protocol takes', () => {
  deepEqual(parse({ configs: [{ name, value: name }] }).configs, new Map([[name, name]]))
})

const refused: readonly (readonly [rest: object, kind: new (...args: never[]) => Error])[] = [
  [{ topic_name: null }, BadRequest],
  [{ topic_name: ['t'] }, BadRequest],
  [{ topic_name: 'a b' }, PayloadError],
  [{ topic_name: '.' }, PayloadError],
  [{ topic_name: 'x'.repeat(250) }, PayloadError],
  [{ partitions_count: 0 }, BadRequest],
  [{ partitions_count: 2 ** 31 }, BadRequest],
  [{ replication_factor: 32_768 }, BadRequest],
  [{ replication_factor: -1 }, BadRequest],
  [{ configs: [{ name: `${name}x`, value: '' }] }, BadRequest],
  [{ configs: [{ name: 'a', value: `${name}x` }] }, BadRequest],
  [{ configs: [{ name: 'a', value: 'é'.repeat(16_384) }] }, BadRequest],
  [{ configs: [{ name: 'a' }, { name: 'a' }] }, Unprocessable],
  [{ configs: [[]] }, BadRequest],
  [{ replicas_assignments: { '': [1] } }, BadRequest],
  [{ replicas_assignments: { '0x1': [1] } }, BadRequest],
  [{ replicas_assignments: { 0: 1 } }, BadRequest],
  [{ replicas_assignments: { 0: [1.5] } }, BadRequest],
  [{ replicas_assignments: [[0, [1]]] }, BadRequest],
  [{ replicas_assignments: [{ partition_id: '0', broker_ids: [1] }] }, BadRequest],
  [{ replicas_assignments: [{ partition: 0, broker_ids: [1] }] }, Unprocessable],
  [{ validate_only: 1 }, BadRequest],
  [{ partition_count: 1 }, Unprocessable],
]
for (const [rest, kind] of refused) {
  test(`${JSON.stringify(rest).slice(0, 60)} is refused as ${kind.name}`, () => {
    throws(() => parse(rest), { constructor: kind })
  })
}

for (const body of ['', ' ', 'null']) {
  test(`a body of ${JSON.stringify(body)} is a payload error`, () => {
    throws(() => parseCreateTopicRequest(body), { constructor: PayloadError, code: 42206 })
  })
}
