import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** What a new process of the function does before it answers its first produce request. */
export interface ColdStart {
  /** Files of the bundle that were read, and their bytes together. */
  readonly files: readonly string[]
  readonly bytes: number
  /** Until the handler is there, ms; the least of several, as other processes only ever add to it. */
  readonly importMs: number
}

interface Start {
  readonly files: readonly string[]
  readonly importMs: number
}

const run = promisify(execFile)
const first = fileURLToPath(new URL('./first-request.mjs', import.meta.url))
const STARTS = 3

/**
 * Starts the bundle in a folder as often as it takes to say how long that takes, each time in a new process that is asked to
 * produce. No broker is needed: the request is refused as soon as its body has been read, when all that produces is loaded.
 *
 * @throws Error  the handler cannot be loaded or does not answer
 */
export async function measureColdStart(folder: string): Promise<ColdStart> {
  const starts: Start[] = []
  for (let nth = 0; nth < STARTS; nth++) {
    // Watching which files are read takes time itself: only the first start is watched.
    const { stdout } = await run(process.execPath, [first, join(folder, 'http.mjs'), nth === 0 ? 'watched' : ''], {
      env: {
        KAFKA_REST_BOOTSTRAP_SERVERS: '127.0.0.1:9',
        KAFKA_REST_AUTH_NONE: 'true',
        KAFKA_REST_LOG_LEVEL: 'silent',
      },
    })
    starts.push(startIn(stdout))
  }
  const files = starts[0]?.files ?? []
  const sizes = await Promise.all(files.map(async (file) => (await readFile(join(folder, file))).length))
  return {
    files,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    importMs: Math.min(...starts.slice(1).map(({ importMs }) => importMs)),
  }
}

/** The line of the measurement, among those of the handler's own log and metrics. */
function startIn(output: string): Start {
  const line = output.split('\n').find((each) => each.startsWith('{"files":'))
  if (line === undefined) throw new Error(`The first request says nothing of itself:\n${output}`)
  return JSON.parse(line) as Start
}
