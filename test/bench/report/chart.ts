import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Bar } from './bar.ts'
import { short } from './format.ts'

/** Bars by the scenarios they are from. */
type Bars = Readonly<Record<string, readonly Bar[]>>

const WIDTH = 860
/** Of a bar with its words above it. */
const ROW = 46
const TOP = 56
const FOOT = 34
/** Where a ratio of 1 is, and how wide it is. */
const [LEFT, ONE] = [16, 270]
/** Larger ratios end at the edge, and say what they are. */
const MOST = 2
const DATA = /<metadata>(.*?)<\/metadata>/s

/**
 * Writes the chart, an SVG of bars: each figure by what it is compared with, which has the length of the line at 1. Bars of
 * scenarios that are not among those given stay as they are in the file.
 *
 * @param date  when they were measured
 */
export function updateChart(file: string, bars: Bars, date: string): void {
  const data = existsSync(file) ? DATA.exec(readFileSync(file, 'utf8'))?.[1] : undefined
  const earlier: Bars = data === undefined ? {} : JSON.parse(unescaped(data))
  const all = { ...earlier, ...bars }
  writeFileSync(file, renderChart(all, date))
}

/** @returns an SVG that is read on light and dark ground alike, with the bars in it as data */
export function renderChart(bars: Bars, date: string): string {
  const rows = Object.values(bars).flat()
  const height = TOP + rows.length * ROW + FOOT
  const one = LEFT + ONE
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="The proxy beside native clients">
<metadata>${escaped(JSON.stringify(bars))}</metadata>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.quiet { fill: #59636e }
.head { font-size: 15px; font-weight: 600 }
.own { fill: #0969da }
.short { fill: #bc6c00 }
.base { stroke: #59636e; stroke-width: 1; stroke-dasharray: 3 3 }
.target { stroke: #1f2328; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.quiet { fill: #9198a1 }
.own { fill: #4493f8 }
.short { fill: #d29922 }
.base { stroke: #9198a1 }
.target { stroke: #e6edf3 }
}
</style>
<text class="head" x="${LEFT}" y="24">The proxy beside what could be had without it, in the same run</text>
<text class="quiet" x="${one}" y="44" text-anchor="middle">as much as the baseline</text>
<line class="base" x1="${one}" y1="${TOP - 6}" x2="${one}" y2="${height - FOOT}"/>
${rows.map((bar, index) => renderBar(bar, TOP + index * ROW)).join('\n')}
<text class="quiet" x="${LEFT}" y="${height - 12}">Two shared cores for broker, load and proxy. | marks the target. Measured ${escaped(date)}.</text>
</svg>
`
}

function renderBar({ name, figure, baseline, ratio, target }: Bar, y: number): string {
  const width = Math.max(2, Math.min(ratio, MOST) * ONE)
  const mark = LEFT + Math.min(target, MOST) * ONE
  const label = `${short(ratio)} × ${baseline}`
  return [
    `<text x="${LEFT}" y="${y + 14}">${escaped(name)} <tspan class="quiet">${escaped(figure)}</tspan></text>`,
    `<rect class="${ratio >= target ? 'own' : 'short'}" x="${LEFT}" y="${y + 20}" width="${width.toFixed(1)}" height="14" rx="2"/>`,
    `<line class="target" x1="${mark.toFixed(1)}" y1="${y + 17}" x2="${mark.toFixed(1)}" y2="${y + 37}"/>`,
    `<text class="quiet" x="${(Math.max(LEFT + width, mark) + 8).toFixed(1)}" y="${y + 32}">${escaped(label)}</text>`,
  ].join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
