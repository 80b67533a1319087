import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, existsSync } from 'node:fs'
import { chmod, copyFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { load } from 'js-yaml'
import { SERVER_OUTPUT } from '../../infra/bundle/server.ts'
import { anyPort } from '../../infra/local/processes/ports.ts'
import { loadConfig } from '../../shared/config/config.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { startProxy } from '../support/proxy-process.ts'
import { unpackServer } from '../support/server-bundle.ts'

const root = new URL('../../', import.meta.url)
const containerfile = await readFile(new URL('infra/Containerfile', root), 'utf8')

/** The instructions of the image that is run, in order. */
const instructions = containerfile
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line))
  .map((line) => ({ name: line.slice(0, line.indexOf(' ')), rest: line.slice(line.indexOf(' ') + 1) }))
const image = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
const ofImage = (name: string) => image.find((each) => each.name === name)?.rest ?? ''

/** A command in JSON, with the file as it is called outside the image. */
function commandIn(text: string, folder: string): string[] {
  const [program, ...args] = JSON.parse(text.slice(text.indexOf('['))) as string[]
  equal(program, 'node')
  return args.map((arg) => arg.replace('/app', folder))
}

/** @returns the exit code */
async function run(args: string[], environment: Record<string, string>): Promise<number | null> {
  const child = spawn(process.execPath, args, { env: environment, stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  return code
}

const variables = Object.fromEntries(
  ofImage('ENV')
    .split(/\s+/)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
)

describe('infra/Containerfile', () => {
  let folder: string
  before(async () => {
    folder = await unpackServer()
    for (const name of await readdir(folder)) await chmod(join(folder, name), 0o444)
    await chmod(folder, 0o555)
  })

  test('its settings are settings, and its port is the one that is served', () => {
    const { listeners } = loadConfig({
      ...variables,
      KAFKA_REST_BOOTSTRAP_SERVERS: 'kafka:9092',
      KAFKA_REST_AUTH_NONE: 'true',
    })
    deepEqual(
      listeners.map(({ port }) => String(port)),
      [ofImage('EXPOSE')],
    )
  })

  test('what is copied into it is there, or made by the command before', async () => {
    const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
    const [, command] = /^RUN npm run (\S+)$/m.exec(containerfile) ?? []
    ok(command !== undefined && command in scripts)
    match(await readFile(new URL('infra/package.ts', root), 'utf8'), /await buildServer\(\)/)
    match(ofImage('COPY'), new RegExp(` /build/${SERVER_OUTPUT}/ `))
    for (const name of ['package.json', 'package-lock.json']) ok(existsSync(new URL(name, root)))
    const ignored = (await readFile(new URL('.dockerignore', root), 'utf8')).trim().split('\n')
    ok(!ignored.some((name) => ['functions', 'shared', 'infra', 'package.json'].includes(name)))
  })

  test('starts by another user than root, in a folder that cannot be written to, writes nothing, and says that it is well', async () => {
    const [, uid, gid] = /^(\d+):(\d+)$/.exec(ofImage('USER')) ?? []
    ok(Number(uid) > 0 && Number(gid) > 0)
    const asUser = process.getuid?.() === 0 ? { uid: Number(uid), gid: Number(gid) } : {}
    const listener = `http://127.0.0.1:${await anyPort()}`
    const listed = await readdir(folder)
    // Node itself refuses every write to a file, all programs and all threads.
    const args = ['--permission', '--allow-fs-read=*', ...commandIn(ofImage('ENTRYPOINT'), folder)]
    const settings = { ...variables, KAFKA_REST_LISTENERS: listener }
    const check = () => run(commandIn(ofImage('HEALTHCHECK'), folder), { KAFKA_REST_LISTENERS: listener })
    equal(await check(), 1)
    // Node may stand where only its owner gets in, a home for one.
    const command = join(folder, '..', 'node')
    await copyFile(process.execPath, command, constants.COPYFILE_FICLONE)
    const proxy = await startProxy(settings, { command, args, cwd: folder, ...asUser })
    if (asUser.uid !== undefined) {
      match(await readFile(`/proc/${proxy.pid}/status`, 'utf8'), new RegExp(`^Uid:\\s+${uid}\\s+${uid}`, 'm'))
    }
    equal(await check(), 0)
    const topic = await createTopic()
    const response = await fetch(`${proxy.url}/topics/${topic}`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.kafka.avro.v2+json' },
      body: JSON.stringify({ value_schema: '"int"', records: [{ value: 7 }] }),
    })
    equal(response.status, 200, await response.text())
    equal((await readTopic(topic, 1)).length, 1)
    equal(await proxy.stop(), 0)
    deepEqual(
      proxy.log.filter((line) => line.includes('ERR_ACCESS_DENIED')),
      [],
    )
    deepEqual(await readdir(folder), listed)
    equal(await check(), 1)
  })
})

describe('infra/compose.yaml', async () => {
  interface Service {
    readonly image?: string
    readonly build?: { readonly context: string; readonly dockerfile: string }
    readonly environment?: Record<string, string>
    readonly ports?: readonly string[]
    readonly depends_on?: Record<string, unknown> | readonly string[]
    readonly command?: readonly string[]
    readonly read_only?: boolean
    readonly stop_grace_period?: string
  }
  const compose = load(await readFile(new URL('infra/compose.yaml', root), 'utf8')) as {
    services: Record<string, Service>
  }
  const { services } = compose
  const proxy = services.proxy as Service
  const config = loadConfig({ ...variables, ...proxy.environment })
  const hostOf = (url: string | undefined) => new URL(url ?? 'http://none').hostname

  test('the proxy’s settings are valid, and lead to services that there are', () => {
    const { settings, kafka } = config
    const [broker] = kafka.bootstrapServers
    match(String(services.kafka?.environment?.KAFKA_ADVERTISED_LISTENERS), new RegExp(`INSIDE://${broker},`))
    for (const url of [settings.dynamodbEndpoint, settings.registryUrls[0]]) ok(hostOf(url) in services, String(url))
    match(services.registry?.ports?.[0] ?? '', new RegExp(`:${new URL(settings.registryUrls[0] ?? '').port}$`))
    match(services.dynamodb?.ports?.[0] ?? '', new RegExp(`:${new URL(settings.dynamodbEndpoint ?? '').port}$`))
    match(proxy.ports?.[0] ?? '', new RegExp(`:${config.listeners[0]?.port}$`))
  })

  test('the table is the one that the proxy uses, with the keys that it uses', () => {
    const [command] = services.table?.command ?? []
    ok(command?.includes(`create-table --table-name ${config.settings.dynamodbTable} `))
    ok(command?.includes('AttributeName=pk,KeyType=HASH AttributeName=sk,KeyType=RANGE'))
    equal(services.table?.environment?.AWS_ENDPOINT_URL, proxy.environment?.KAFKA_REST_DYNAMODB_ENDPOINT)
  })

  test('whatever is waited for is there; whatever is open is so on this machine only', () => {
    for (const { depends_on: others = [], ports = [] } of Object.values(services)) {
      for (const name of Array.isArray(others) ? others : Object.keys(others)) ok(name in services, name)
      for (const port of ports) match(port, /^127\.0\.0\.1:/)
    }
    ok(existsSync(new URL(`infra/${proxy.build?.context}/${proxy.build?.dockerfile}`, root)))
  })

  test('the proxy has a read-only root, and the time that it takes to stop', () => {
    equal(proxy.read_only, true)
    ok(Number.parseInt(proxy.stop_grace_period ?? '', 10) * 1000 > config.settings.shutdownTimeoutMs + 1000)
  })
})
