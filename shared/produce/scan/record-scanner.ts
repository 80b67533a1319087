import { instantiate } from '../../webassembly/instantiate.ts'
import { MODULE } from './module.ts'

/**
 * Finds many records of a produce request at a time, in WebAssembly: every byte of them is looked at, and what is JSON is the
 * same for all. It goes as far as records have nothing but a key and a value, and leaves the first that is otherwise, be it no
 * JSON or too large for its memory, to whoever reads them one by one.
 */
export interface RecordScanner {
  /** Forgets the body before. */
  begin(): void
  /**
   * Looks for records from where one may begin.
   *
   * @param body  the whole of it, in UTF-8; the same until {@link begin}
   * @param most  records to find
   * @returns what was found, until the next call
   */
  scan(body: Buffer, at: number, most: number): FoundRecords
}

/** Records that follow one another. */
export interface FoundRecords {
  readonly count: number
  /** Where the last of them ends. */
  readonly end: number
  /**
   * Five numbers for each: from and to of its key, from and to of its value, and which of them have white space that means
   * nothing, 1 for the key and 2 for the value. What is null or not there is from 0 to 0.
   */
  readonly places: Int32Array
  /** Whether any of them has one that is not null. */
  readonly key: boolean
  readonly value: boolean
}

/** What assembly/scan.ts exports, which says what each is. */
interface Exports {
  readonly memory: WebAssembly.Memory
  scan(from: number, base: number, most: number): number
  readonly passed: WebAssembly.Global
  readonly keys: WebAssembly.Global
  readonly values: WebAssembly.Global
}

/** The module, compiled when there is first something for it to do, which takes less than a millisecond; it has 384 kB of memory. */
export function createRecordScanner(): RecordScanner {
  let compiled: Compiled | undefined
  /** What of the body is in the module's memory. */
  let from = 0
  let to = 0

  function hold({ bytes }: Compiled, body: Buffer, at: number): void {
    from = at
    to = Math.min(body.length, at + IN_BYTES)
    bytes.set(body.subarray(from, to), IN)
    bytes.fill(0, IN + to - from, IN + to - from + AROUND)
  }

  return {
    begin() {
      to = 0
    },
    scan(body, at, most) {
      compiled ??= compile()
      if (at >= to) hold(compiled, body, at)
      const { exports, places } = compiled
      const count = exports.scan(at - from, from, Math.min(most, MOST_RECORDS))
      return {
        count,
        end: count === 0 ? at : from + exports.passed.value,
        places: places.subarray(0, count * PLACES),
        key: exports.keys.value !== 0,
        value: exports.values.value !== 0,
      }
    },
  }
}

interface Compiled {
  readonly exports: Exports
  /** The module's memory, and the part of it where records' places are. */
  readonly bytes: Buffer
  readonly places: Int32Array
}

function compile(): Compiled {
  const { exports, bytes } = instantiate<Exports>(MODULE)
  return { exports, bytes, places: new Int32Array(exports.memory.buffer, OUT, MOST_RECORDS * PLACES) }
}

const PLACES = 5
// assembly/layout.ts
const IN = 8 << 10
const IN_BYTES = 256 << 10
const AROUND = 64
const OUT = 272 << 10
const MOST_RECORDS = 4000
