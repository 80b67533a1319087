import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Broker, startBroker } from '../../infra/local/kafka/broker.ts'
import { newTable } from '../consume/dynamodb/stores.ts'
import { clientsInHaste } from '../support/clients-in-haste.ts'
import { newFolder } from '../support/folder.ts'
import { startGafaelfawr } from '../support/gafaelfawr.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { produceOver } from '../support/produce-over.ts'
import { baseEnvironment, startProxy } from '../support/proxy-process.ts'

const json2 = 'application/vnd.kafka.json.v2+json'

describe('SIGTERM', () => {
  let broker: Broker
  before(async () => {
    broker = await startBroker({ dir: newFolder('server') })
  })
  after(() => broker.stop(0))

  test('requests under way finish, new connections are refused, the exit code is 0 within ten seconds', async () => {
    const topic = await createTopic({ kafka: broker.bootstrap })
    const proxy = await startProxy({ KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap })
    const agent = new Agent({ keepAlive: true })
    equal((await produceOver(agent, proxy.url, topic, 'first')).status, 200)

    // A broker that is frozen answers nothing: the requests wait.
    await broker.kill('SIGSTOP')
    const slow = Array.from({ length: 20 }, (_, i) => produceOver(agent, proxy.url, topic, i))
    await pendingRecords(proxy.url, 20)
    const silent = connect(Number(new URL(proxy.url).port), '127.0.0.1')
    await once(silent, 'connect')
    const started = Date.now()
    const exited = proxy.stop('SIGTERM')
    await logged(proxy.log, 'server.stopping')
    await refusesConnections(proxy.url)
    await broker.kill('SIGCONT')

    const answers = await Promise.all(slow)
    deepEqual(
      answers.map(({ status, body }) => [status, /"error_code":null/.test(body)]),
      slow.map(() => [200, true]),
    )
    equal(await exited, 0)
    // Idle and silent connections keep nobody waiting: all is over when the last answer is.
    ok(Date.now() - started < 8_000, `${Date.now() - started} ms`)
    const values = (await readTopic(topic, 21, broker.bootstrap)).map(({ value }) => String(value))
    deepEqual(values.toSorted(), ['"first"', ...Array.from({ length: 20 }, (_, i) => String(i))].toSorted())
    agent.destroy()
  })

  test('under load, each record that was acknowledged is stored once, and each answer is whole', async () => {
    const topic = await createTopic({ kafka: broker.bootstrap })
    const proxy = await startProxy({ KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap })
    const clients = clientsInHaste(proxy.url, topic, 8)
    const { acknowledged, broken } = clients
    while (acknowledged.length < 200) await new Promise((resolve) => setTimeout(resolve, 5))
    const started = Date.now()
    equal(await proxy.stop('SIGTERM'), 0)
    // Clients in haste keep their connections busy, and with them the process, unless they are told that it is over.
    ok(Date.now() - started < 4_000, `${Date.now() - started} ms`)
    await clients.end()
    deepEqual(broken, [])
    const values = (await readTopic(topic, acknowledged.length, broker.bootstrap)).map(({ value }) => Number(value))
    deepEqual(
      values.toSorted((a, b) => a - b),
      acknowledged.toSorted((a, b) => a - b),
    )
  })

  test('requests that cannot finish are cut off in time for ten seconds', async () => {
    const topic = await createTopic({ kafka: broker.bootstrap })
    const proxy = await startProxy({
      KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap,
      KAFKA_REST_SHUTDOWN_GRACEFUL_MS: '1000',
    })
    const agent = new Agent()
    equal((await produceOver(agent, proxy.url, topic, 'first')).status, 200)
    await broker.kill('SIGSTOP')
    const stuck = produceOver(agent, proxy.url, topic, 'stuck')
    await pendingRecords(proxy.url, 1)
    const started = Date.now()
    const exited = proxy.stop('SIGTERM')
    await rejects(stuck)
    equal(await exited, 0)
    ok(Date.now() - started < 5_000, `${Date.now() - started} ms`)
    await broker.kill('SIGCONT')
  })
})

test('SIGINT stops an idle server at once with exit code 0', async () => {
  const proxy = await startProxy()
  const started = Date.now()
  equal(await proxy.stop('SIGINT'), 0)
  ok(Date.now() - started < 3_000, `${Date.now() - started} ms`)
  ok(proxy.log.some((line) => line.includes('"server.stopped"')))
})

test('a server whose log nobody reads any more stops all the same', async () => {
  for (let round = 0; round < 3; round++) {
    const server = spawn(process.execPath, [fileURLToPath(new URL('../../functions/server.ts', import.meta.url))], {
      env: { PATH: process.env.PATH, ...baseEnvironment() },
    })
    await once(server.stdout, 'data')
    server.stdout.destroy()
    server.stderr.destroy()
    server.kill('SIGTERM')
    const late = setTimeout(() => server.kill('SIGKILL'), 8_000)
    const [code] = await once(server, 'exit')
    clearTimeout(late)
    equal(code, 0)
  }
})

test('a wrong configuration exits 1 and lists every problem on stderr, without secrets', async () => {
  const server = spawn(process.execPath, [fileURLToPath(new URL('../../functions/server.ts', import.meta.url))], {
    env: {
      PATH: process.env.PATH,
      KAFKA_REST_BOOTSTRAP_SERVERS: 'nowhere',
      KAFKA_REST_LISTENERS: 'ftp://x',
      KAFKA_REST_PRODUCER_ACKS: '7',
      KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: 'Login required username="u" passwort="hunter2";',
      KAFKA_REST_SCHEMA_REGISTRY_URL: 'htp://user:hunter2@registry',
      KAFKA_REST_PRODUCER_LINGER: '5',
    },
  })
  const [out, error, [code]] = await Promise.all([text(server.stdout), text(server.stderr), once(server, 'exit')])
  equal(code, 1)
  equal(out, '')
  const wrong = ['BOOTSTRAP_SERVERS', 'LISTENERS', 'PRODUCER_ACKS', 'CLIENT_SASL_JAAS_CONFIG', 'SCHEMA_REGISTRY_URL']
  for (const name of [...wrong, 'PRODUCER_LINGER']) match(error, new RegExp(`KAFKA_REST_${name}\\b`))
  match(error, /has 6 problems:/)
  ok(!error.includes('hunter2'), error)
  ok(!/\bat .*:\d+/.test(error), error)
})

test('a port that is taken exits 1', async () => {
  const proxy = await startProxy()
  await rejects(startProxy({ KAFKA_REST_LISTENERS: proxy.url }), /ended with 1 .*EADDRINUSE/s)
  equal(await proxy.stop(), 0)
})

describe('a server that runs', () => {
  test('/health/live and /health/ready say that all is well', async () => {
    const proxy = await startProxy({ KAFKA_REST_DYNAMODB_TABLE: await newTable() })
    const live = await fetch(`${proxy.url}/health/live`)
    deepEqual([live.status, await live.json()], [200, { status: 'live' }])
    const ready = await fetch(`${proxy.url}/health/ready`)
    deepEqual(
      [ready.status, await ready.json()],
      [200, { status: 'ready', kafka: 'up', registry: 'up', dynamodb: 'up' }],
    )
    await proxy.stop()
  })

  test('/metrics counts requests by operation and status, and records by what became of them', async () => {
    const proxy = await startProxy()
    const topic = await createTopic()
    const agent = new Agent()
    const answers = await Promise.all([1, 2, 3].map((value) => produceOver(agent, proxy.url, topic, value)))
    equal(answers.length, 3)
    await produceOver(agent, proxy.url, 'no topic', 1)
    await produceOver(agent, proxy.url, 'none', 1)
    await fetch(`${proxy.url}/topics/none`)
    const response = await fetch(`${proxy.url}/metrics`)
    match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
    const page = await response.text()
    match(page, /^kafka_rest_request_duration_seconds_count\{operation="api\.v2\.produce-to-topic",status="200"\} 5$/m)
    match(page, /^kafka_rest_request_duration_seconds_count\{operation="api\.v2\.topics\.get",status="404"\} 1$/m)
    match(page, /^kafka_rest_produced_records_total\{result="stored"\} 3$/m)
    match(page, /^kafka_rest_produced_records_total\{result="unknown-topic"\} 1$/m)
    match(page, /^kafka_rest_produced_records_total\{result="refused"\} 1$/m)
    match(page, /^kafka_rest_producer_pending_records 0$/m)
    match(page, /^kafka_rest_producer_pending_bytes 0$/m)
    match(page, /^process_resident_memory_bytes \d+/m)
    await proxy.stop()
  })

  test('neither tokens nor payloads are in the log, whatever is logged', async () => {
    const gafaelfawr = await startGafaelfawr()
    const token = gafaelfawr.issue()
    const proxy = await startProxy({
      KAFKA_REST_AUTH_GAFAELFAWR_URL: gafaelfawr.url,
      KAFKA_REST_LOG_LEVEL: 'trace',
      KAFKA_REST_REQUEST_LOG: 'all',
    })
    const topic = await createTopic()
    const headers = { authorization: `Bearer ${token}`, 'content-type': json2 }
    const post = (body: string) => fetch(`${proxy.url}/topics/${topic}`, { method: 'POST', headers, body })
    equal((await post('{"records":[{"value":"payload-4711"}]}')).status, 200)
    equal((await post('{"records":["payload-4711"')).status, 400)
    gafaelfawr.fault = 'hang-up'
    const other = { authorization: `Bearer ${gafaelfawr.issue()}` }
    equal((await fetch(`${proxy.url}/topics`, { headers: other })).status, 503)
    await logged(proxy.log, '"status":503')
    equal(await proxy.stop(), 0)
    await gafaelfawr.close()
    const log = proxy.log.join('\n')
    ok(proxy.log.length > 4, log)
    for (const secret of [token.slice(26), other.authorization.slice(33), 'payload-4711'])
      ok(!log.includes(secret), log)
    for (const line of proxy.log) equal(typeof JSON.parse(line).event, 'string')
  })
})

/** Waits until the producer holds so many records that are not settled. */
async function pendingRecords(url: string, count: number): Promise<void> {
  await until(async () => {
    const page = await (await fetch(`${url}/metrics`)).text()
    return page.includes(`kafka_rest_producer_pending_records ${count}\n`)
  })
}

function logged(log: readonly string[], what: string): Promise<void> {
  return until(async () => log.some((line) => line.includes(what)))
}

async function refusesConnections(url: string): Promise<void> {
  await until(async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const [event] = await Promise.race([once(socket, 'connect').then(() => ['open']), once(socket, 'error')])
    socket.destroy()
    return event !== 'open'
  })
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition did not come true within ten seconds.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
