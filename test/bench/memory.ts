import { peakRssOf } from './measure/usage.ts'
import { atMost } from './report/at-most.ts'
import { short } from './report/format.ts'
import type { Findings } from './scenario.ts'

const MOST_MB = 300
/** Windows forget the peak as they open: what came since the last look is lost then. */
const LOOK_MS = 100

/** Watches the memory of all proxies of a run. */
export interface MemoryWatch {
  /** From now on it is this scenario's. */
  during(scenario: string): void
  /** Ends it, and says what it saw. */
  findings(): Findings
}

/** @param proxies  pids of those that run at the time */
export function watchMemory(proxies: () => readonly number[]): MemoryWatch {
  const peaks = new Map<string, number>()
  let scenario: string | undefined
  function look(): void {
    if (scenario === undefined) return
    const found = proxies().map((pid) => peakRssOf(pid) ?? 0)
    peaks.set(scenario, Math.max(peaks.get(scenario) ?? 0, ...found))
  }
  const timer = setInterval(look, LOOK_MS).unref()
  return {
    during(name) {
      look()
      scenario = name
    },
    findings() {
      look()
      clearInterval(timer)
      const [highest] = [...peaks].sort(([, a], [, b]) => b - a)
      const what = `peak resident memory of a proxy over the run${highest ? `, in ${highest[0]}` : ''}`
      return {
        title: 'Memory',
        tables: [
          {
            head: ['scenario', 'peak RSS of a proxy, MB'],
            rows: [...peaks].map(([name, bytes]) => [name, short(bytes / 1e6)]),
          },
        ],
        floors: [atMost(what, MOST_MB, ' MB', highest && highest[1] / 1e6)],
        measurements: {},
      }
    },
  }
}
