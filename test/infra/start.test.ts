import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { anyPort } from '../../infra/local/processes/ports.ts'
import { silent } from '../../infra/local/processes/progress.ts'
import { readRecord, writeRecord } from '../../infra/local/processes/record.ts'
import { sweep } from '../../infra/local/processes/sweep.ts'
import { parts, placeOf } from '../../infra/local/stack/parts.ts'
import { stackStatus } from '../../infra/local/stack/status.ts'
import { stackUp } from '../../infra/local/stack/up.ts'
import { newFolder } from './folder.ts'

const boot = fileURLToPath(new URL('../../infra/local/boot.mjs', import.meta.url))

interface Ready {
  url: string
  token: string
}

/** `npm start` with a state folder and ports of its own; resolves when it says that it is ready. */
async function start(t: TestContext, folder: string, ports: NodeJS.ProcessEnv) {
  const env = { ...process.env, ...ports, KAFKA_REST_EDGE_STATE: folder, npm_lifecycle_event: undefined }
  const child = spawn(process.execPath, [boot, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const running = async () => {
    while (!output.includes('Ctrl-C stops it.')) await once(child.stdout, 'data')
  }
  const early = ended.then(([code]) => Promise.reject(new Error(`npm start ended with ${code}:\n${output}`)))
  await Promise.race([running(), early])
  return {
    child,
    ready: JSON.parse(readFileSync(join(folder, 'ready.json'), 'utf8')) as Ready,
    output: () => output,
    exitCode: async () => (await ended)[0] as number,
  }
}

test('npm start serves, is stopped in order, and leaves only data', async (t) => {
  const folder = newFolder(t)
  t.after(() => sweep(folder, 0))
  const names = ['KAFKA', 'REGISTRY', 'DYNAMODB', 'ISSUER', 'HTTP'].map((name) => `KAFKA_REST_EDGE_${name}_PORT`)
  const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, String(await anyPort())])))
  const leftBehind = () => globSync('{ready.json,authorization,start/*.pid}', { cwd: folder })
  const states = async () => (await stackStatus(folder)).map(({ state }) => state)
  await stackUp(folder, { progress: silent, env: ports })

  await t.test('a proxy that dies ends it, and the stack that was up before stays', async (t) => {
    const run = await start(t, folder, ports)
    process.kill(readRecord(join(folder, 'start', 'proxy.pid'))?.pid ?? 0, 'SIGKILL')
    equal(await run.exitCode(), 1)
    match(run.output(), /The proxy ended by itself/)
    deepEqual(leftBehind(), [])
    deepEqual(await states(), ['up', 'up', 'up'])
  })

  await t.test(
    'the token opens the proxy, the printed commands fit, and SIGTERM ends all that a killed run left',
    async (t) => {
      const dead = { pid: process.pid, started: 'earlier' }
      for (const part of parts) {
        const { pidFile } = placeOf(folder, part)
        const record = readRecord(pidFile)
        if (record !== undefined) writeRecord(pidFile, { ...record, owner: dead })
      }
      const run = await start(t, folder, ports)
      const { url, token } = run.ready
      equal(url, `http://127.0.0.1:${ports.KAFKA_REST_EDGE_HTTP_PORT}`)
      const response = await fetch(`${url}/v3/clusters`, { headers: { Authorization: `Bearer ${token}` } })
      equal(response.status, 200)
      const { data } = (await response.json()) as { data: { cluster_id: string }[] }
      const commands = run
        .output()
        .split('\n')
        .filter((line) => line.startsWith('curl '))
      equal(commands.length, 3)
      ok(commands.every((command) => command.includes(url)))
      ok(commands[1]?.includes(`/v3/clusters/${data[0]?.cluster_id}/topics`))

      run.child.kill('SIGTERM')
      equal(await run.exitCode(), 0)
      deepEqual(leftBehind(), [])
      deepEqual(await states(), ['down', 'down', 'down'])
      equal(existsSync(join(folder, 'kafka', 'data')), true)
    },
  )
})
