import { readFileSync, writeFileSync } from 'node:fs'
import type { Findings } from '../scenario.ts'
import { render } from './render.ts'

const BEGIN = '<!-- measured: begin -->'
const END = '<!-- measured: end -->'

/**
 * Puts a run's tables into the page between its two marks; the words around them are left alone.
 *
 * @throws Error  the page has no such marks
 */
export function updatePage(file: string, findings: readonly Findings[], quick: boolean): void {
  const page = readFileSync(file, 'utf8')
  const from = page.indexOf(BEGIN)
  const to = page.indexOf(END)
  if (from < 0 || to < from) throw new Error(`${file} has no lines ${BEGIN} and ${END} to put the tables between.`)
  const run = quick ? 'A quick run' : 'A full run'
  const tables = [
    `${run}, ${new Date().toISOString().slice(0, 10)}.`,
    ...findings.map((each) => render(each).trimEnd()),
  ]
  writeFileSync(file, `${page.slice(0, from + BEGIN.length)}\n\n${tables.join('\n\n')}\n\n${page.slice(to)}`)
}
