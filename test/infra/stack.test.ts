import { deepEqual, equal, match, notEqual, rejects } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { startTime } from '../../infra/local/boot/identity.mjs'
import { anyPort } from '../../infra/local/processes/ports.ts'
import { readRecord, writeRecord } from '../../infra/local/processes/record.ts'
import { sweep } from '../../infra/local/processes/sweep.ts'
import { stackDown } from '../../infra/local/stack/down.ts'
import { stackStatus } from '../../infra/local/stack/status.ts'
import { stackUp } from '../../infra/local/stack/up.ts'
import { newFolder } from './folder.ts'

test('the stack comes up where it can, stays, mends itself, and goes down', async (t) => {
  const folder = newFolder(t)
  t.after(() => sweep(folder, 0))
  const lines: string[] = []
  const progress = { say: (line: string) => void lines.push(line) }
  const taken = await anyPort()
  const blocker = createServer().listen(taken, '127.0.0.1')
  t.after(() => blocker.close())
  await once(blocker, 'listening')
  const env = {
    KAFKA_REST_EDGE_KAFKA_PORT: String(taken),
    KAFKA_REST_EDGE_REGISTRY_PORT: String(await anyPort()),
    KAFKA_REST_EDGE_DYNAMODB_PORT: String(await anyPort()),
  }
  const dead = { pid: process.pid, started: `${startTime(process.pid)}0` }
  const me = { pid: process.pid, started: startTime(process.pid) }
  const states = async () => (await stackStatus(folder)).map(({ state }) => state)
  const pids = async () => (await stackStatus(folder)).map(({ pid }) => pid)
  const dynamoDb = join(folder, 'dynamodb', 'dynamodb.pid')

  await t.test('a part whose port is taken gets the next free one and says so', async () => {
    const addresses = await stackUp(folder, { progress, env })
    const port = Number(addresses.kafka.split(':')[1])
    notEqual(port, taken)
    match(lines.find((line) => line.includes('taken')) ?? '', new RegExp(`${taken} is taken: using ${port}`))
    equal(addresses.registry, `http://127.0.0.1:${env.KAFKA_REST_EDGE_REGISTRY_PORT}/apis/ccompat/v7`)
    equal(addresses.dynamodb, `http://127.0.0.1:${env.KAFKA_REST_EDGE_DYNAMODB_PORT}`)
    deepEqual(await states(), ['up', 'up', 'up'])
  })

  await t.test('asking again keeps what is up', async () => {
    const before = await pids()
    await stackUp(folder, { progress, env })
    deepEqual(await pids(), before)
  })

  await t.test('a part that hangs is started again, the others stay', async () => {
    const [kafka, , dynamo] = await pids()
    process.kill(dynamo ?? 0, 'SIGSTOP')
    while (!execFileSync('ps', ['-o', 'stat=', '-p', String(dynamo)], { encoding: 'utf8' }).startsWith('T'))
      await turn()
    await stackUp(folder, { progress, env })
    deepEqual(await states(), ['up', 'up', 'up'])
    equal(startTime(dynamo ?? 0), undefined)
    equal((await pids())[0], kafka)
    match(lines.join('\n'), /DynamoDB does not answer/)
  })

  await t.test('what a killed owner left is taken over, and what stays up for somebody else is not', async () => {
    const record = readRecord(dynamoDb)
    if (record !== undefined) writeRecord(dynamoDb, { ...record, owner: dead })
    await stackUp(folder, { progress, env, owner: me })
    deepEqual(await stackDown(folder, me), ['dynamodb'])
    deepEqual(await states(), ['up', 'up', 'down'])
  })

  await t.test('a part that can not be started fails the whole, with the reason', async () => {
    const wrong = { ...env, KAFKA_REST_EDGE_DYNAMODB_PORT: 'many' }
    await rejects(stackUp(folder, { progress, env: wrong }), /KAFKA_REST_EDGE_DYNAMODB_PORT/)
    deepEqual(await states(), ['up', 'up', 'down'])
  })

  await t.test('it goes down as a whole', async () => {
    const { pid = 0 } = JSON.parse(readFileSync(join(folder, 'kafka', 'kafka.pid'), 'utf8')) as { pid?: number }
    deepEqual(await stackDown(folder), ['kafka', 'registry'])
    deepEqual(await states(), ['down', 'down', 'down'])
    equal(startTime(pid), undefined)
    deepEqual(await stackDown(folder), [])
  })
})
