import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { loadSettings } from '../../shared/config/load.ts'
import { createInvocations } from '../../shared/telemetry/invocations.ts'
import { checkEmf, type EmfLine } from './emf-line.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const settings = (own: Record<string, string> = {}) =>
  loadSettings({ KAFKA_REST_BOOTSTRAP_SERVERS: 'localhost:9092', KAFKA_REST_LOG_LEVEL: 'silent', ...own })

function start(own?: Record<string, string>) {
  const lines: EmfLine[] = []
  return { lines, invocations: createInvocations(settings(own), (line) => lines.push(checkEmf(line))) }
}

test('metrics are out when an invocation ends, also when it fails, and say which one it was', async () => {
  const { lines, invocations } = start()
  await invocations.run({ headers: { traceparent } }, { awsRequestId: 'r-1', functionName: 'rest' }, async () =>
    invocations.metrics.observeRequest('a', 200, 1),
  )
  await rejects(
    invocations.run({}, { awsRequestId: 'r-2', functionName: 'rest' }, async () => {
      invocations.metrics.observeRequest('a', 500, 1)
      throw new Error('It fails.')
    }),
  )
  deepEqual(
    lines.map(({ functionRequestId, coldStart, traceId, function: name }) => [
      functionRequestId,
      coldStart,
      traceId,
      name,
    ]),
    [
      ['r-1', true, '0af7651916cd43dd8448eb211c80319c', 'rest'],
      ['r-2', false, undefined, 'rest'],
    ],
  )
})

test('the trace is found in headers of any case, given once or in lists', async () => {
  const { invocations } = start()
  const events = [
    { headers: { TraceParent: traceparent } },
    { headers: null, multiValueHeaders: { Traceparent: [traceparent] } },
  ]
  for (const event of events) {
    equal(await invocations.run(event, undefined, async () => invocations.traceparent()), traceparent)
  }
  equal(invocations.traceparent(), undefined)
})

test('invocations that are under way at once are not taken for each other', async () => {
  const { invocations } = start()
  const traces = Array.from({ length: 20 }, (_, i) => traceparent.replace('0af7', String(1000 + i)))
  const seen = await Promise.all(
    traces.map((each) =>
      invocations.run({ headers: { traceparent: each } }, undefined, async () => {
        for (let i = 0; i < 10; i++) await new Promise(setImmediate)
        return invocations.traceparent()
      }),
    ),
  )
  deepEqual(seen, traces)
})

test('a setting turns metrics in the log off', async () => {
  const { lines, invocations } = start({ KAFKA_REST_METRICS_EMF_ENABLE: 'false' })
  await invocations.run({}, undefined, async () => invocations.metrics.observeRequest('a', 200, 1))
  deepEqual(lines, [])
})

test('each line of the log says its own invocation and no other, and what is logged outside says none', async () => {
  const script = `
    import { loadSettings } from '${fileURLToPath(new URL('../../shared/config/load.ts', import.meta.url))}'
    import { createInvocations } from '${fileURLToPath(new URL('../../shared/telemetry/invocations.ts', import.meta.url))}'
    const { log, run } = createInvocations(loadSettings({ KAFKA_REST_BOOTSTRAP_SERVERS: 'localhost:9092' }))
    log.info({ event: 'start', own: 1 })
    await run({}, { awsRequestId: 'r-1' }, async () => log.info({ event: 'first', of: 'r-1' }))
    await run({}, { awsRequestId: 'r-2' }, async () => { log.info({ event: 'second' }); log.info({ event: 'third' }) })
    log.info({ event: 'end' })
  `
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', script])
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const logged = lines.filter(({ event }) => event)
  deepEqual(
    logged.map(({ event, own, of, functionRequestId, coldStart }) => ({
      event,
      own,
      of,
      functionRequestId,
      coldStart,
    })),
    [
      { event: 'start', own: 1 },
      { event: 'first', of: 'r-1', functionRequestId: 'r-1', coldStart: true },
      { event: 'second', functionRequestId: 'r-2', coldStart: false },
      { event: 'third', functionRequestId: 'r-2', coldStart: false },
      { event: 'end' },
    ].map((line) => ({ own: undefined, of: undefined, functionRequestId: undefined, coldStart: undefined, ...line })),
  )
  match(stdout, /kafka_rest_cold_starts_total/)
})
