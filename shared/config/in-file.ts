import { readFileSync } from 'node:fs'

/**
 * What a file holds that a setting names; when it cannot be read, or holds something else, that is a problem.
 *
 * @param variable  of the setting
 * @param read      throws an `Error` whose message completes "<file> …"
 */
export function inFile<Value>(
  variable: string,
  path: string,
  problems: string[],
  read: (bytes: Buffer) => Value,
): Value | undefined {
  try {
    return read(readFileSync(path))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code !== undefined && /^E[A-Z]+$/.test(code) ? `cannot be read (${code})` : message
    problems.push(`${variable}: ${path} ${why}.`)
    return undefined
  }
}
