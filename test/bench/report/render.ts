import type { Findings, Floor, Table } from '../scenario.ts'

/** A scenario's findings, to be read at a terminal and pasted into a page alike: Markdown with its columns in line. */
export function render({ title, tables, notes = [], floors }: Findings): string {
  const parts = [`### ${title}`, ...tables.map(renderTable), ...notes]
  if (floors.length > 0) parts.push(renderTable(floorTable(floors)))
  return `${parts.join('\n\n')}\n`
}

function floorTable(floors: readonly Floor[]): Table {
  return {
    head: ['floor', 'found', ''],
    rows: floors.map(({ promise, found, met }) => [promise, found, met ? 'pass' : 'MISS']),
  }
}

function renderTable({ head, rows }: Table): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  // The first column holds names and stands at the left; the others hold figures.
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}
