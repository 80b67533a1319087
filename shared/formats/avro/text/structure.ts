import { skipBlanks } from '../../json-scan.ts'

/** The position of the next byte that is no white space, from `at` on. */
export function solid(text: Buffer, at: number): number {
  return (text[at] as number) > SPACE ? at : skipBlanks(text, at)
}

/** A member's name as it is mostly spelled, with the colon. */
export function memberName(name: string): Buffer {
  return Buffer.from(`${JSON.stringify(name)}:`)
}

/** The position of the value of a member, if its name stands at `at` to the letter; else 0. */
export function behindName(text: Buffer, at: number, name: Buffer): number {
  const { length } = name
  for (let i = 0; i < length; i++) {
    if (text[at + i] === name[i]) continue
    // White space before the colon, which is the last byte of the name.
    return i === length - 1 && (text[at + i] as number) <= SPACE ? behindColon(text, at + i) : 0
  }
  return solid(text, at + length)
}

function behindColon(text: Buffer, at: number): number {
  const colon = skipBlanks(text, at)
  return text[colon] === COLON ? solid(text, colon + 1) : 0
}

const SPACE = 32
const COLON = 58
