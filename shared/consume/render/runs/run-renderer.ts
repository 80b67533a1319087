import type { RecordRun } from '../../../kafka/fetch/record-batches.ts'
import { instantiate } from '../../../webassembly/instantiate.ts'
import type { Output } from '../output.ts'
import { MODULE } from './module.ts'

/** What stands around the keys, values and offsets of a partition's records. */
export interface RunTexts {
  readonly beforeKey: string
  /** Before the value of a record without a key. */
  readonly beforeValueAlone: string
  readonly beforeOffset: string
}

/** How keys and values are shown, and how much of them. */
export interface RunLimits {
  /** As base64; otherwise they are JSON. */
  readonly base64Key: boolean
  readonly base64Value: boolean
  readonly records: number
  /** Bytes of keys and values. */
  readonly payloadBytes: number
  /** Bytes of the answer. */
  readonly answerBytes: number
  /** Bytes of a record's part of the answer beside its key and value, at most. */
  readonly besideBytes: number
}

/** Records that were rendered, and the bytes of their keys and values. */
export interface RunTaken {
  readonly records: number
  readonly payloadBytes: number
}

/**
 * Renders many records at a time, in WebAssembly: what is the same work for each of a million records a second, byte by
 * byte and without a decision to make. It takes records off a run as long as they are ordinary, and leaves the first that
 * is not, be it no JSON, too large for its memory or for what is left of the answer, to whoever visits them one by one.
 */
export interface RunRenderer {
  render(run: RecordRun, texts: RunTexts, limits: RunLimits, output: Output): RunTaken
}

/** What assembly/render.ts exports, which says what each is. */
interface Exports {
  readonly memory: WebAssembly.Memory
  setTexts(beforeKey: number, beforeValue: number, beforeOffset: number): void
  render(
    size: number,
    records: number,
    firstWanted: number,
    firstOffset: bigint,
    most: number,
    payloadRoom: number,
    answerRoom: number,
    beside: number,
    base64Key: boolean,
    base64Value: boolean,
  ): number
  readonly passed: WebAssembly.Global
  readonly consumed: WebAssembly.Global
  readonly payload: WebAssembly.Global
  readonly rendered: WebAssembly.Global
}

/** Compiles the module, which takes less than a millisecond; it has 768 kB of memory. */
export function createRunRenderer(): RunRenderer {
  const { exports, bytes } = instantiate<Exports>(MODULE)
  const { setTexts, render, passed, consumed, payload, rendered } = exports
  let current: RunTexts | undefined

  function use(texts: RunTexts): boolean {
    const { beforeKey, beforeValueAlone, beforeOffset } = texts
    const all = beforeKey + beforeValueAlone + beforeOffset
    // No topic that a broker let be has a name so long.
    if (all.length * 3 > TEXTS_BYTES) return false
    bytes.write(all, TEXTS)
    setTexts(Buffer.byteLength(beforeKey), Buffer.byteLength(beforeValueAlone), Buffer.byteLength(beforeOffset))
    current = texts
    return true
  }

  return {
    render(run, texts, limits, output) {
      let records = 0
      let payloadBytes = 0
      if (current !== texts && !use(texts)) return { records, payloadBytes }
      let answerBytes = limits.answerBytes
      while (run.left > 0) {
        // Much more than there is room for is not looked at.
        const room = whole(limits.payloadBytes - payloadBytes)
        // The first record of an answer may have been larger than all that was asked for.
        if (limits.payloadBytes < payloadBytes) break
        const size = Math.min(IN_BYTES, run.end - run.at, 2 * room + SMALL)
        bytes.set(run.bytes.subarray(run.at, run.at + size), IN)
        const count = render(
          size,
          run.left,
          run.firstWanted,
          run.firstOffset,
          whole(limits.records - records),
          room,
          whole(answerBytes),
          limits.besideBytes,
          limits.base64Key,
          limits.base64Value,
        )
        run.at += consumed.value
        run.left -= passed.value
        if (count === 0) break
        records += count
        payloadBytes += payload.value
        answerBytes -= rendered.value
        output.appendRange(bytes, OUT, OUT + rendered.value)
      }
      return { records, payloadBytes }
    },
  }
}

/** As many as the module can count to. */
function whole(room: number): number {
  return Math.min(Math.max(Math.floor(room), 0), MOST)
}

const MOST = 2 ** 30
const SMALL = 4096
// assembly/layout.ts
const TEXTS = 1 << 10
const TEXTS_BYTES = 5 << 10
const IN = 8 << 10
const IN_BYTES = 256 << 10
const OUT = 272 << 10
