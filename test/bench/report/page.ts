import { readFileSync, writeFileSync } from 'node:fs'
import type { Findings } from '../scenario.ts'
import { render } from './render.ts'

const BEGIN = '<!-- measured: begin -->'
const END = '<!-- measured: end -->'

/**
 * Puts a run's tables into the page between its two marks, each scenario's in place of those it had there, new ones at the
 * end; the words around them are left alone.
 *
 * @throws Error  the page has no such marks
 */
export function updatePage(file: string, findings: readonly Findings[], { quick }: { readonly quick: boolean }): void {
  const page = readFileSync(file, 'utf8')
  const from = page.indexOf(BEGIN)
  const to = page.indexOf(END)
  if (from < 0 || to < from) throw new Error(`${file} has no lines ${BEGIN} and ${END} to put the tables between.`)
  let measured = page.slice(from, to)
  for (const each of findings) measured = withSection(measured, each, quick)
  writeFileSync(file, `${page.slice(0, from)}${measured.trimEnd()}\n\n${page.slice(to)}`)
}

function withSection(measured: string, findings: Findings, quick: boolean): string {
  const title = `### ${findings.title}\n`
  const run = `${quick ? 'A quick run' : 'A run'}, ${new Date().toISOString().slice(0, 10)}.`
  const section = render(findings).trimEnd().replace(title, `${title}\n${run}\n`)
  const begin = measured.indexOf(`\n${title}`)
  if (begin < 0) return `${measured.trimEnd()}\n\n${section}\n`
  const next = measured.indexOf('\n### ', begin + title.length)
  return `${measured.slice(0, begin + 1)}${section}\n${next < 0 ? '' : measured.slice(next)}`
}
