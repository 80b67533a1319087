import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file that only its owner may read; a reader sees all of it or what was there before. */
export function writeWhole(file: string, text: string): void {
  const temp = `${file}.${process.pid}`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(temp, text, { mode: 0o600 })
  renameSync(temp, file)
}
