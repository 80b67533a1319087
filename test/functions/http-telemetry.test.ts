import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { ensureBundle } from '../support/bundle.ts'
import { createTopic } from '../support/kafka.ts'
import { httpApiEvent } from '../support/lambda-event.ts'
import { baseEnvironment } from '../support/proxy-process.ts'
import { checkEmf } from '../telemetry/emf-line.ts'

const handler = new URL('../../dist/lambda/http.mjs', import.meta.url).href
const script = `
  const { handler, close } = await import(${JSON.stringify(handler)})
  for (const [i, event] of JSON.parse(process.argv[1]).entries()) {
    const { statusCode } = await handler(event, { awsRequestId: 'r-' + i, functionName: 'rest', getRemainingTimeInMillis: () => 29_000 })
    console.log('answered ' + statusCode)
  }
  await close()
`

test('the packaged handler: each invocation leaves one line of metrics, and its lines say which one it is', async () => {
  await ensureBundle()
  const topic = await createTopic()
  const base = 'https://api.example.test'
  const produce = new Request(`${base}/topics/${topic}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/vnd.kafka.json.v2+json',
      'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793',
    },
    body: JSON.stringify({ records: [{ value: 1 }, { value: 2 }] }),
  })
  const events = [await httpApiEvent(produce), await httpApiEvent(new Request(`${base}/topics/there-is-none`))]
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, JSON.stringify(events)],
    { env: { ...baseEnvironment(), KAFKA_REST_AUTH_NONE: 'true', KAFKA_REST_REQUEST_LOG: 'all' } },
  )
  const lines = stdout.trim().split('\n')
  // What belongs to an invocation is out before it is answered: frozen after that, the process could not say it any more.
  const kinds = lines.flatMap((line) =>
    line.includes('"_aws"') ? 'metrics' : line.startsWith('answered') ? 'answer' : [],
  )
  deepEqual(kinds, ['metrics', 'answer', 'metrics', 'answer'])
  const metrics = lines.filter((line) => line.includes('"_aws"')).map(checkEmf)
  deepEqual(
    metrics.map((line) => [line.function, line.functionRequestId, line.coldStart, line.operation, line.status]),
    [
      ['rest', 'r-0', true, 'api.v2.produce-to-topic', '2xx'],
      ['rest', 'r-1', false, 'api.v2.topics.get', '4xx'],
    ],
  )
  equal(metrics[0]?.kafka_rest_produced_records_stored, 2)
  equal(metrics[0]?.kafka_rest_cold_starts_total, 1)
  const logged = lines.filter((line) => line.includes('"event":"request"'))
  equal(logged.length, 2)
  match(logged[0] ?? '', /"functionRequestId":"r-0","coldStart":true,"traceId":"5759e988bd862e3fe1be46a994272793"/)
  match(logged[1] ?? '', /"functionRequestId":"r-1","coldStart":false/)
  ok(!logged[1]?.includes('traceId'))
})
