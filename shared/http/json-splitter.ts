/** JSON values of a stream that have come whole. */
export interface Split {
  /** They, one behind the other, with white space between them or without. */
  readonly bytes: Buffer
  /** Where each of them ends in `bytes`. */
  readonly ends: readonly number[]
  /** The value behind them is larger than allowed; nothing more may be given to the splitter. */
  readonly tooLarge: boolean
}

/** Finds where the values of a stream end; see {@link createJsonSplitter}. */
export interface JsonSplitter {
  /**
   * Takes the next bytes of the stream. What is not complete is kept; a value that began in earlier bytes comes by itself, so
   * that the others need not be copied.
   */
  push(chunk: Buffer): readonly Split[]
  /** What is left at the end: a number or word that something else could have followed, or a value that was cut off. */
  end(): readonly Split[]
}

/**
 * Cuts a stream of JSON values, with white space between them or without, where values end.
 *
 * Looks at brackets, quotes and white space only: whether a value is JSON is for its reader to say. Whatever is broken is
 * part of some value as well, so that the reader learns of it. A byte order mark at the beginning is skipped.
 *
 * @param maxBytes  of one value
 */
export function createJsonSplitter(maxBytes: number): JsonSplitter {
  /** The beginning of a value that is not complete: `heldBytes` of `held`, which doubles, however small the pieces are. */
  let held = NOTHING
  let heldBytes = 0
  let depth = 0
  let inString = false
  let escaped = false
  let inWord = false
  let markBytes = 0

  function hold(bytes: Buffer): void {
    const needed = heldBytes + bytes.length
    if (needed > held.length) {
      const larger = Buffer.allocUnsafeSlow(2 * needed)
      held.copy(larger, 0, 0, heldBytes)
      held = larger
    }
    bytes.copy(held, heldBytes)
    heldBytes = needed
  }

  /** What is held and what follows it, in one piece. Nothing is held any more. */
  function release(rest: Buffer): Buffer {
    const bytes = Buffer.concat([held.subarray(0, heldBytes), rest])
    held = NOTHING
    heldBytes = 0
    return bytes
  }

  function push(chunk: Buffer): readonly Split[] {
    const splits: Split[] = []
    let at = 0
    while (markBytes < MARK.length && at < chunk.length) {
      if (chunk[at] !== MARK[markBytes]) markBytes = MARK.length
      else {
        markBytes++
        at++
      }
    }
    const from = at
    const ends: number[] = []
    /** Where the present value begins, or began before, as a place in the chunk. */
    let start = from - heldBytes
    /** Where the values begin that stand whole in the chunk, and where the last of them ends. */
    let first = from
    let end = from
    let level = depth
    let quoted = inString
    if (escaped && at < chunk.length) {
      escaped = false
      at++
    }

    while (at < chunk.length) {
      let complete = false
      if (quoted) {
        const stringAt = at
        at = stringEnd(chunk, at)
        if (at < 0) {
          escaped = isEscaped(chunk, chunk.length, stringAt)
          break
        }
        quoted = false
        complete = level === 0
      } else {
        const byte = chunk[at] as number
        if (level > 0) {
          at++
          if (byte === QUOTE) quoted = true
          else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) level++
          else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) complete = --level === 0
        } else {
          const opens = byte === OPEN_BRACE || byte === OPEN_BRACKET
          const endsWord = opens || byte === QUOTE || isBlank(byte)
          // A number or word ends where something else begins, which is looked at again.
          if (inWord && endsWord) complete = true
          else {
            if (!inWord) start = at
            inWord = !endsWord
            if (opens) level = 1
            quoted = byte === QUOTE
            at++
          }
        }
      }
      if (!complete) continue
      inWord = false
      if (at - start > maxBytes) {
        splits.push({ bytes: chunk.subarray(first, end), ends, tooLarge: true })
        return splits
      }
      if (heldBytes > 0) {
        const bytes = release(chunk.subarray(from, at))
        splits.push({ bytes, ends: [bytes.length], tooLarge: false })
        first = at
      } else ends.push(at - first)
      end = at
    }

    depth = level
    inString = quoted
    // White space that nothing has followed yet is not worth keeping.
    const begun = level > 0 || quoted || inWord
    if (begun) hold(chunk.subarray(Math.max(start, from)))
    const tooLarge = heldBytes > maxBytes
    if (ends.length > 0 || tooLarge) splits.push({ bytes: chunk.subarray(first, end), ends, tooLarge })
    return splits
  }

  return {
    push,
    end() {
      if (heldBytes === 0) return []
      const bytes = release(NOTHING)
      return [{ bytes, ends: [bytes.length], tooLarge: false }]
    },
  }
}

/** The position behind the string whose characters begin at `start`; −1 when it goes on behind the chunk. */
function stringEnd(chunk: Buffer, start: number): number {
  // Names and short texts: looking costs less than asking for a native search.
  const near = Math.min(start + NEAR_BYTES, chunk.length)
  let at = start
  while (at < near) {
    const byte = chunk[at] as number
    if (byte === QUOTE) return at + 1
    at += byte === BACKSLASH ? 2 : 1
  }
  const far = at
  let quote = at < chunk.length ? chunk.indexOf(QUOTE, at) : -1
  while (quote >= 0 && isEscaped(chunk, quote, far)) quote = chunk.indexOf(QUOTE, quote + 1)
  return quote < 0 ? -1 : quote + 1
}

/** Whether an odd number of backslashes, none of them before `start`, stands before a place. */
function isEscaped(chunk: Buffer, place: number, start: number): boolean {
  let at = place
  while (at > start && chunk[at - 1] === BACKSLASH) at--
  return (place - at) % 2 === 1
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9
}

const NOTHING = Buffer.alloc(0)
/** Byte order mark of UTF-8, which some clients begin with. */
const MARK = Buffer.from([0xef, 0xbb, 0xbf])
const NEAR_BYTES = 24
const QUOTE = 34
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
