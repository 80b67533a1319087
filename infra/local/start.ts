import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startTime } from './boot/identity.mjs'
import { startPidFile, stateFolder } from './folders.ts'
import { startIssuer } from './issuer.ts'
import { formattedClusterId } from './kafka/format.ts'
import { main } from './main.ts'
import { lastLines } from './processes/daemon.ts'
import { endProcess } from './processes/end.ts'
import { portFrom } from './processes/ports.ts'
import type { Progress } from './processes/progress.ts'
import { liveRecord, type ProcessRecord, writeRecord } from './processes/record.ts'
import { stackDown } from './stack/down.ts'
import { stackUp } from './stack/up.ts'
import { wantedPort } from './stack/wanted-port.ts'
import { page } from './start/page.ts'
import { type RunningProxy, startProxy } from './start/proxy.ts'
import { writeWhole } from './write-whole.ts'

const dir = join(stateFolder, 'start')
const readyFile = join(stateFolder, 'ready.json')
const headerFile = join(stateFolder, 'authorization')
const audience = 'kafka-rest-edge'
const tokenMs = 30 * 86_400_000
const stoppingMs = 20_000

/** `npm start`: the stack, an issuer and the proxy, until Ctrl-C. */
await main(async (signal) => {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const me = { pid: process.pid, started: startTime(process.pid) }
  const running = await otherStart()
  if (running !== undefined)
    throw new Error(`npm start is running already, as process ${running.pid}; see ${readyFile}.`)
  writeRecord(startPidFile, { name: 'start', ...me, ports: {} })
  try {
    return await serve({ say, signal }, me)
  } finally {
    rmSync(readyFile, { force: true })
    rmSync(headerFile, { force: true })
    await endProcess(join(dir, 'proxy.pid'), 12_000)
    await stackDown(stateFolder, me)
    rmSync(startPidFile, { force: true })
  }
})

// One that is about to stop (or to serve) is waited for: ^C and an arrow up are quicker than a broker.
async function otherStart(): Promise<ProcessRecord | undefined> {
  const until = Date.now() + stoppingMs
  let running = liveRecord(startPidFile)
  while (running !== undefined && !existsSync(readyFile) && Date.now() < until) {
    await delay(100)
    running = liveRecord(startPidFile)
  }
  return running
}

async function serve(
  progress: Progress & { signal: AbortSignal },
  owner: { pid: number; started: string | undefined },
) {
  const { say, signal } = progress
  // A run that was killed may have left these.
  rmSync(readyFile, { force: true })
  await endProcess(join(dir, 'proxy.pid'), 0)

  const [stack, issuer] = await Promise.all([
    stackUp(stateFolder, { progress, owner }),
    freePort('KAFKA_REST_EDGE_ISSUER_PORT', 8090, 'The issuer’s', say).then((port) =>
      startIssuer(port, join(stateFolder, 'issuer-key.json')),
    ),
  ])
  const port = await freePort('KAFKA_REST_EDGE_HTTP_PORT', 8082, 'The proxy’s', say)
  const mqttPort = await freePort('KAFKA_REST_EDGE_MQTT_PORT', 1883, 'The MQTT', say)
  const proxy = await startProxy({ dir, port, mqttPort, stack, issuer, audience, owner, signal })
  const token = await issuer.token({ subject: 'developer', audience, scope: 'write:sasquatch', validForMs: tokenMs })
  writeWhole(headerFile, `Authorization: Bearer ${token}\n`)
  writeWhole(readyFile, `${JSON.stringify({ url: proxy.url, token, ...stack, mqtt: proxy.mqtt }, undefined, 2)}\n`)

  const clusterId = formattedClusterId(join(stateFolder, 'kafka', 'data')) ?? ''
  const topic = `hello-${Math.floor(Date.now() / 1000).toString(36)}`
  const { kafka, registry } = stack
  const { url, mqtt, logFile } = proxy
  say(page({ url, mqtt, token, headerFile, clusterId, topic, kafka, registry, logFile }))
  return (await endOf(proxy, signal)) ? failed(proxy, say) : stopping(say)
}

async function freePort(variable: string, standard: number, whose: string, say: Progress['say']): Promise<number> {
  const wanted = wantedPort(variable, standard)
  const port = await portFrom(wanted)
  if (port !== wanted) say(`${whose} port ${wanted} is taken: using ${port} (${variable} sets another)`)
  return port
}

/** Whether the proxy ended before it was asked to. */
function endOf(proxy: RunningProxy, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(false), { once: true })
    void proxy.ended.then(() => resolve(true))
    if (signal.aborted) resolve(false)
  })
}

function failed({ logFile }: RunningProxy, say: Progress['say']): number {
  say(`The proxy ended by itself: stopping everything. The end of ${logFile}:\n${lastLines(logFile, 15)}`)
  return 1
}

function stopping(say: Progress['say']): number {
  say('Stopping …')
  return 0
}
