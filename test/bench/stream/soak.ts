import { readFileSync } from 'node:fs'
import type { Measurement } from '../measure/measurement.ts'
import { short } from '../report/format.ts'
import type { Table } from '../scenario.ts'

/** How often memory is looked at. */
const LOOK_MS = 15_000

/**
 * Looks at a process's memory while one stream lasts, and says what it sees.
 *
 * @param stream  ends after so many minutes
 */
export async function watchMemory(
  pid: number,
  stream: Promise<Measurement>,
  say: (line: string) => void,
): Promise<{ table: Table; measurement: Measurement }> {
  const rows: string[][] = []
  const startedAt = performance.now()
  function look(): void {
    const row = [short((performance.now() - startedAt) / 60_000), short(residentMb(pid))]
    rows.push(row)
    say(`${row[0]} min: ${row[1]} MB`)
  }
  const timer = setInterval(look, LOOK_MS)
  try {
    const measurement = await stream
    look()
    return { table: { head: ['minutes', 'RSS MB'], rows }, measurement }
  } finally {
    clearInterval(timer)
  }
}

function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return (Number(kib) * 1024) / 1e6
}
