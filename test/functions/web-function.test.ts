import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { before, describe, test } from 'node:test'
import { type Broker, startBroker } from '../../infra/local/kafka/broker.ts'
import { anyPort } from '../../infra/local/processes/ports.ts'
import { clientsInHaste } from '../support/clients-in-haste.ts'
import { newFolder } from '../support/folder.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { produceOver } from '../support/produce-over.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { unpackServer } from '../support/server-bundle.ts'
import { checkEmf } from '../telemetry/emf-line.ts'

/** What AWS gives a process between SIGTERM and its end. */
const AWS_MS = 1000
/** For a busy machine: starting to stop, and being seen to have stopped. */
const SLACK_MS = 1500

let folder: string
before(async () => {
  folder = await unpackServer()
})

/** The packaged server with the variables that AWS sets. */
async function start(environment: Record<string, string> = {}): Promise<ProxyProcess> {
  const variables = {
    AWS_LAMBDA_HTTP_ENDPOINT: `127.0.0.1:${await anyPort()}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'native-http',
    AWS_LAMBDA_METADATA_API: '169.254.100.1:9001',
    AWS_LAMBDA_RUNTIME_API: '169.254.100.1:9001',
    AWS_REGION: 'us-east-1',
    KAFKA_REST_AUTH_NONE: 'true',
    ...environment,
  }
  return startProxy(variables, { args: ['index.js'], cwd: folder })
}

/** Milliseconds by the process's own clock, from the signal to the end of all work. */
function stoppingMs({ log }: ProxyProcess): number {
  const at = (event: string) => Date.parse(JSON.parse(log.find((line) => line.includes(`"${event}"`)) ?? '{}').time)
  return at('server.stopped') - at('server.stopping')
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('The condition did not come true within fifteen seconds.')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('the packaged server as a Lambda Web Function', () => {
  test('listens where AWS says and nowhere else, within ten seconds, and answers the probe', async () => {
    const started = Date.now()
    const own = await anyPort()
    const proxy = await start({ KAFKA_REST_LISTENERS: `http://127.0.0.1:${own}` })
    equal((await fetch(proxy.url)).status, 200)
    ok(Date.now() - started < 10_000, `${Date.now() - started} ms`)
    equal(proxy.log.filter((line) => line.includes('"server.started"')).length, 1)
    await rejects(fetch(`http://127.0.0.1:${own}/`))
    equal(await proxy.stop(), 0)
  })

  test('does not start where nobody would be asked who they are', async () => {
    await rejects(start({ KAFKA_REST_AUTH_NONE: 'false' }), /ended with 1 .*KAFKA_REST_AUTH_JWT_ISSUER/s)
  })

  test('SIGTERM under load: what was acknowledged is stored once, no answer is broken, all is over in a second', async () => {
    const topic = await createTopic()
    const proxy = await start()
    const clients = clientsInHaste(proxy.url, topic, 16)
    const { acknowledged, broken } = clients
    await until(() => acknowledged.length >= 200)
    const started = Date.now()
    equal(await proxy.stop('SIGTERM'), 0)
    ok(Date.now() - started < AWS_MS + SLACK_MS, `${Date.now() - started} ms`)
    ok(stoppingMs(proxy) < AWS_MS, `${stoppingMs(proxy)} ms`)
    await clients.end()
    deepEqual(broken, [])
    const values = (await readTopic(topic, acknowledged.length)).map(({ value }) => Number(value))
    deepEqual(
      values.toSorted((a, b) => a - b),
      acknowledged.toSorted((a, b) => a - b),
    )
  })

  test('SIGTERM while Kafka does not answer: what cannot finish is cut off, and nothing hangs past a second', async (t) => {
    const broker: Broker = await startBroker({ dir: newFolder('web-function') })
    t.after(() => broker.stop(0))
    const topic = await createTopic({ kafka: broker.bootstrap })
    const proxy = await start({
      KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap,
      // More than there is: AWS's second counts.
      KAFKA_REST_SHUTDOWN_GRACEFUL_MS: '9000',
    })
    const agent = new Agent()
    equal((await produceOver(agent, proxy.url, topic, 'first')).status, 200)
    await broker.kill('SIGSTOP')
    const stuck = Promise.allSettled(Array.from({ length: 20 }, (_, i) => produceOver(agent, proxy.url, topic, i)))
    const live = await fetch(`${proxy.url}/health/live`)
    equal(live.status, 200)
    const started = Date.now()
    equal(await proxy.stop('SIGTERM'), 0)
    ok(Date.now() - started < AWS_MS + SLACK_MS, `${Date.now() - started} ms`)
    ok(stoppingMs(proxy) < AWS_MS, `${stoppingMs(proxy)} ms`)
    for (const { status } of await stuck) equal(status, 'rejected')
    await broker.kill('SIGCONT')
  })

  test('a v3 stream whose answers are taken only when all of it is sent, as the platform does, is answered whole', async () => {
    const topic = await createTopic()
    const proxy = await start({ KAFKA_REST_STREAMING_OPEN_MAX_BYTES: String(256 * 1024 * 1024) })
    const { data } = (await (await fetch(`${proxy.url}/v3/clusters`)).json()) as { data: { cluster_id: string }[] }
    const record = JSON.stringify({ value: { type: 'JSON', data: 'x'.repeat(20) } })
    // Their answers are more than what the sockets' buffers hold, which would hide that nobody takes them.
    const count = 300_000
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const path = `/v3/clusters/${data[0]?.cluster_id}/topics/${topic}/records`
      const call = request(proxy.url + path, { method: 'POST', headers: { 'content-type': 'application/json' } })
      let answered: IncomingMessage | undefined
      call.on('error', reject)
      call.on('response', (response) => {
        answered = response
        if (call.writableFinished) resolve(response)
      })
      call.on('finish', () => answered && resolve(answered))
      call.end(record.repeat(count))
    })
    const lines = (await text(answer)).trim().split('\r\n')
    equal(lines.length, count)
    equal(lines.filter((line) => line.includes('"error_code":200')).length, count)
    equal(await proxy.stop(), 0)
  })

  test('metrics are in the log at the latest when it stops, and /metrics says so', async () => {
    const proxy = await start({ KAFKA_REST_METRICS_EMF_NAMESPACE: 'stack' })
    for (const _ of [1, 2, 3]) equal((await fetch(`${proxy.url}/topics`)).status, 200)
    match(await (await fetch(`${proxy.url}/metrics`)).text(), /^# Metrics are in the log/)
    equal(await proxy.stop(), 0)
    const lines = proxy.log.filter((line) => line.includes('"_aws"')).map(checkEmf)
    const topics = lines.filter(({ operation }) => operation === 'api.v2.topics.list')
    equal(topics.flatMap((line) => line.kafka_rest_request_duration_seconds).length, 3)
    deepEqual(
      lines.flatMap((line) => line.kafka_rest_cold_starts_total ?? []),
      [1],
    )
    for (const line of lines) {
      equal(line.function, 'web-function')
      for (const { Namespace } of line._aws.CloudWatchMetrics) equal(Namespace, 'stack')
    }
  })
})
