/** Writes a line to standard output past the log and its level: metrics are no news. */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`)
}
