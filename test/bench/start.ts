import { join } from 'node:path'
import { projectFolder } from '../../infra/local/folders.ts'
import { anyPort } from '../../infra/local/processes/ports.ts'
import { SERVER_FLAGS } from '../../infra/local/server-flags.ts'
import { unpackServer } from '../support/server-bundle.ts'
import { median, spread } from './measure/quantile.ts'
import { atMost } from './report/at-most.ts'
import { short, times } from './report/format.ts'
import type { Scenario } from './scenario.ts'
import { type Started, startOfNothing, startOnce } from './start/started.ts'

const MOST_READY_MS = 500
const TIMES = 9
const QUICK_TIMES = 3

/** How long the node server takes from its process's start until it is ready: as it is packaged, and as its source. */
export const start: Scenario = {
  name: 'start',
  async run(stage, options, signal) {
    const folder = await unpackServer()
    const programs = {
      packaged: { args: [...SERVER_FLAGS, 'index.js'], cwd: folder },
      source: {
        args: [...SERVER_FLAGS, '--disable-warning=ExperimentalWarning', join('functions', 'server.ts')],
        cwd: projectFolder,
      },
    }
    const found: Record<keyof typeof programs, Started[]> = { packaged: [], source: [] }
    const nothing: number[] = []
    // One more than count, first: files are read from the disk then.
    for (let n = -1; n < (options.quick ? QUICK_TIMES : TIMES); n++) {
      signal.throwIfAborted()
      const boot = await startOfNothing()
      if (n >= 0) nothing.push(boot)
      for (const [name, { args, cwd }] of Object.entries(programs)) {
        const port = await anyPort()
        const started = await startOnce(args, cwd, environment(stage.parts.settings, port), port)
        if (n >= 0) found[name as keyof typeof programs].push(started)
      }
    }
    const ms = (values: readonly number[]) => median(values)
    const ready = (starts: readonly Started[]) => starts.map(({ readyMs }) => readyMs)
    const row = (name: string, starts: readonly Started[]) => [
      name,
      short(ms(nothing)),
      short(ms(starts.map(({ listeningMs }) => listeningMs))),
      short(ms(ready(starts))),
      times(spread(ready(starts))),
      String(starts.length),
    ]
    return {
      title: 'Start of the node server',
      tables: [
        {
          head: ['milliseconds since the start of its process', 'Node alone', 'listens', 'ready', 'spread', 'starts'],
          rows: [row('packaged', found.packaged), row('source', found.source)],
        },
      ],
      floors: [
        atMost('packaged: start → ready', MOST_READY_MS, ' ms', ms(ready(found.packaged))),
        atMost('source: start → ready', MOST_READY_MS, ' ms', ms(ready(found.source))),
      ],
      measurements: {},
    }
  },
}

/** As the container has it; see infra/Containerfile. */
function environment(settings: Readonly<Record<string, string>>, port: number): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('KAFKA_REST_'))
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: 'production',
    ...settings,
    KAFKA_REST_LISTENERS: `http://127.0.0.1:${port}`,
  }
}
