import { deepEqual, equal, ok } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { MOST_EAGER_BYTES, MOST_ZIP_BYTES } from '../../infra/bundle/budgets.ts'
import { ARCHIVE } from '../../infra/bundle/build.ts'
import { measureColdStart } from '../../infra/bundle/cold-start.ts'
import { ensureBundle } from '../support/bundle.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { httpApiEvent } from '../support/lambda-event.ts'
import { stack } from '../support/stack.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const archive = join(root, ARCHIVE)

before(() => ensureBundle())

async function newFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kafka-rest-edge-zip-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Unpacks the zip with a program that is not ours. */
async function unpacked(t: TestContext): Promise<string> {
  const folder = await newFolder(t)
  await run('python3', ['-m', 'zipfile', '-e', archive, folder])
  return folder
}

test('the zip and what a first produce request loads of it are within their budgets', async (t) => {
  const { length } = await readFile(archive)
  const { bytes, files, importMs } = await measureColdStart(await unpacked(t))
  t.diagnostic(
    `zip: ${length} bytes; first produce: ${bytes} bytes in ${files.length} files, ${Math.round(importMs)} ms`,
  )
  ok(length <= MOST_ZIP_BYTES, `${length} bytes`)
  ok(bytes <= MOST_EAGER_BYTES, `${bytes} bytes`)
  ok(files.includes('http.mjs') && files.some((file) => file.startsWith('produce-')), files.join(', '))
})

test('a first produce request loads nothing that consumes, administrates or speaks to DynamoDB', async (t) => {
  const folder = await unpacked(t)
  const loaded = new Set((await measureColdStart(folder)).files)
  const lazy = (await readdir(folder)).filter((file) => !loaded.has(file))
  for (const begin of ['late-', 'create-services-', 'calls-', 'acls-', 'topics-', 'groups-', 'compile-']) {
    ok(
      lazy.some((file) => file.startsWith(begin)),
      `${begin} is not loaded late`,
    )
    deepEqual(
      [...loaded].filter((file) => file.startsWith(begin)),
      [],
    )
  }
})

/** Given to a plain Node: imports the handler beside it, serves the event on standard input, says what it answers. */
const SERVE = `
import { text } from 'node:stream/consumers'
const event = JSON.parse(await text(process.stdin))
const { handler, close } = await import('./http.mjs')
const answer = await handler(event, { awsRequestId: 'one', getRemainingTimeInMillis: () => 29_000 })
await close()
process.stdout.write(JSON.stringify(answer))
`

test('unpacked into an empty folder and allowed to read no other, the zip produces to Kafka', async (t) => {
  const folder = await unpacked(t)
  await writeFile(join(folder, 'serve.mjs'), SERVE)
  const topic = await createTopic()
  const event = await httpApiEvent(
    new Request(`https://api.example.test/topics/${topic}`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.kafka.json.v2+json' },
      body: JSON.stringify({ records: [{ key: 'k', value: { n: 1 } }] }),
    }),
  )
  const started = run(process.execPath, ['--permission', `--allow-fs-read=${folder}`, 'serve.mjs'], {
    cwd: folder,
    env: {
      KAFKA_REST_BOOTSTRAP_SERVERS: stack.kafka,
      KAFKA_REST_AUTH_NONE: 'true',
      // Lambda's log goes to standard output, where the answer goes here.
      KAFKA_REST_LOG_LEVEL: 'silent',
    },
  })
  started.child.stdin?.end(JSON.stringify(event))
  const { stdout } = await started
  const { statusCode, body } = JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as {
    statusCode: number
    body: string
  }
  equal(statusCode, 200, body)
  const [stored] = await readTopic(topic, 1)
  equal(String(stored?.value), '{"n":1}')
})

/** What the bundle is made of and made by; everything else of node_modules is only lent to the copy. */
const COPIED = ['functions', 'shared', 'infra/bundle', 'package.json', 'tsconfig.json']

test('built again elsewhere and later, the zip is the same to the byte', async (t) => {
  const elsewhere = await newFolder(t)
  // Sources as they are now, twice: others may be at work on those of the project.
  for (const name of ['first', 'second/further down']) {
    const folder = join(elsewhere, name)
    const source = name === 'first' ? root : join(elsewhere, 'first')
    await mkdir(folder, { recursive: true })
    for (const path of COPIED) await cp(join(source, path), join(folder, path), { recursive: true })
    await run('cp', ['-al', join(source, 'node_modules'), join(folder, 'node_modules')]).catch(() =>
      symlink(join(root, 'node_modules'), join(folder, 'node_modules')),
    )
  }
  const script = "import { buildLambda } from './infra/bundle/build.ts'; await buildLambda()"
  const build = async (name: string, TZ: string) => {
    const cwd = join(elsewhere, name)
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script]
    await run(process.execPath, args, { cwd, env: { PATH: process.env.PATH, TZ } })
    return readFile(join(cwd, ARCHIVE))
  }
  const first = await build('first', 'UTC')
  const second = await build('second/further down', 'Pacific/Auckland')
  ok(first.equals(second), `${first.length} and ${second.length} bytes`)
})
