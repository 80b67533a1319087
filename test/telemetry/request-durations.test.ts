import { equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createRequestDurations } from '../../shared/telemetry/request-durations.ts'

const NAME = 'kafka_rest_request_duration_seconds'

test('a request counts in its bucket and in all above, and in the sum', () => {
  const durations = createRequestDurations()
  for (const ms of [0.5, 1, 3, 60_000]) durations.observe('api.v2.topics.list', 200, ms)
  const lines = durations.text().split('\n')
  const labels = 'operation="api.v2.topics.list",status="200"'
  for (const [le, count] of [
    ['0.001', 2],
    ['0.0025', 2],
    ['0.005', 3],
    ['30', 3],
    ['+Inf', 4],
  ])
    ok(lines.includes(`${NAME}_bucket{${labels},le="${le}"} ${count}`), `le=${le}`)
  ok(lines.includes(`${NAME}_count{${labels}} 4`))
  ok(lines.includes(`${NAME}_sum{${labels}} 60.0045`))
})

test('operations and statuses are told apart', () => {
  const durations = createRequestDurations()
  durations.observe('a', 200, 1)
  durations.observe('a', 404, 1)
  durations.observe('b', 200, 1)
  equal(durations.text().match(/_count\{/g)?.length, 3)
})

test('before any request there is a head and nothing else', () => {
  match(createRequestDurations().text(), /^# HELP \S+ .+\n# TYPE \S+ histogram\n$/)
})
