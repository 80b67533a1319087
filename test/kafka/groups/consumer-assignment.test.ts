import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { partitionsOf } from '../../../shared/kafka/groups/consumer-assignment.ts'

/** Version 1, the topic `ab` with partitions 0 and 3, the topic `c.d` without any, and four bytes of the assignor's. */
const whole = Buffer.concat([
  Buffer.from([0, 1, 0, 0, 0, 2]),
  Buffer.from([0, 2, 97, 98, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3]),
  Buffer.from([0, 3, 99, 46, 100, 0, 0, 0, 0]),
  Buffer.from([0, 0, 0, 4, 1, 2, 3, 4]),
])
const END_OF_TOPICS = whole.length - 8

test('an assignment has the partitions of all of its topics', () => {
  deepEqual(partitionsOf(whole), [
    { topic: 'ab', partition: 0 },
    { topic: 'ab', partition: 3 },
  ])
})

test('an assignment that breaks off has no partitions', () => {
  for (let end = 0; end < END_OF_TOPICS; end++) deepEqual(partitionsOf(whole.subarray(0, end)), [], `${end} bytes`)
})

for (const [what, bytes] of Object.entries({
  'a name beyond the end': [0, 1, 0, 0, 0, 9, 0, 200, 65],
  'a name of less than nothing': [0, 1, 0, 0, 0, 1, 128, 0, 65],
  'a topic that cannot be': [0, 1, 0, 0, 0, 1, 0, 1, 47, 0, 0, 0, 1, 0, 0, 0, 0],
  'a partition below zero': [0, 1, 0, 0, 0, 1, 0, 1, 97, 0, 0, 0, 1, 255, 255, 255, 255],
  'two billion topics': [0, 1, 127, 255, 255, 255],
  'two billion partitions': [0, 1, 0, 0, 0, 1, 0, 1, 97, 127, 255, 255, 255, 0, 0, 0, 0],
})) {
  test(`bytes that speak of ${what} are no assignment`, () => deepEqual(partitionsOf(Buffer.from(bytes)), []))
}
