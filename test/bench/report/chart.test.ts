import { equal, match } from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { updateChart } from './chart.ts'

const bar = { name: 'Produce <1 kB>', figure: '5 records/s', baseline: 'a & b', ratio: 1.25, target: 1 }

test('a chart keeps the bars of scenarios that were not measured again, and replaces those that were', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'chart-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const file = join(dir, 'chart.svg')
  updateChart(file, { produce: [bar], consume: [{ ...bar, ratio: 2 }] }, '2026-01-01')
  updateChart(file, { consume: [{ ...bar, ratio: 3 }] }, '2026-01-02')
  const svg = readFileSync(file, 'utf8')
  match(svg, /1\.25 × a &amp; b/)
  match(svg, /3\.00 × a &amp; b/)
  equal(svg.includes('2.00 ×'), false)
  equal(svg.match(/<rect /g)?.length, 2)
  equal(svg.includes('<1 kB>'), false)
})
