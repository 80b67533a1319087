import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openLeanStage } from '../stage/lean.ts'
import { regressionCases } from './cases.ts'
import { measureRatios } from './measure.ts'
import { judge, type Verdict } from './verdict.ts'

const ROUNDS = 5
const SECOND_ROUNDS = 9
const file = fileURLToPath(new URL('../expected.json', import.meta.url))

interface Expected {
  /** How many times what is expected may be found. */
  readonly band: number
  /** Processor time of the proxy for a record by that of another, by name. */
  readonly ratios: Readonly<Record<string, number>>
}

/**
 * Looks whether the proxy has come to need much more processor time for a record, in about a minute. What seems so is
 * measured once more, for longer, before it is said.
 *
 * @param accept  writes what was found as what is expected from now on
 * @returns whether all is well
 */
export async function checkRegression(
  dir: string,
  accept: boolean,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const { band, ratios }: Expected = JSON.parse(readFileSync(file, 'utf8'))
  const closers: (() => Promise<void>)[] = []
  const stage = await openLeanStage(dir, say, signal)
  try {
    const cases = await regressionCases(stage, closers)
    const first = await measureRatios(cases, accept ? SECOND_ROUNDS : ROUNDS, signal)
    if (accept) {
      const rounded = Object.entries(first).map(([name, ratio]) => [name, Number(ratio.toFixed(2))])
      writeFileSync(file, `${JSON.stringify({ band, ratios: Object.fromEntries(rounded) }, undefined, 2)}\n`)
    }
    const expected = accept ? first : ratios
    let verdicts = judge(first, expected, band)
    const doubtful = new Set(verdicts.filter(({ regressed }) => regressed).map(({ name }) => name))
    if (doubtful.size > 0) {
      say(`More than expected: ${[...doubtful].join('; ')}. Measuring that once more …`)
      const second = await measureRatios(cases, SECOND_ROUNDS, signal, doubtful)
      const again = judge(second, expected, band)
      verdicts = verdicts.map((each) => again.find(({ name }) => doubtful.has(each.name) && name === each.name) ?? each)
    }
    for (const verdict of verdicts) say(words(verdict, band))
    return verdicts.every(({ regressed }) => !regressed)
  } finally {
    for (const close of closers.reverse()) await close()
    await stage.close()
  }
}

function words({ name, found, expected, regressed, improved }: Verdict, band: number): string {
  const beside =
    expected === undefined ? 'nothing is expected' : `${expected.toFixed(2)} is expected, at most ${band} × that`
  const more = improved ? '; so much less that what is expected should be written anew' : ''
  return `${regressed ? '✖' : '✔'} CPU a record, ${name}: ${found.toFixed(2)} ×; ${beside}${more}`
}
