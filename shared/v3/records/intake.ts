import { isUtf8 } from 'node:buffer'
import { JsonText } from '../../formats/json-text.ts'
import { InternalError } from '../../http/errors/failures.ts'
import { RestError } from '../../http/errors/rest-error.ts'
import { malformed } from '../../http/json.ts'
import { JsonReader, NotJson } from '../../http/json-reader.ts'
import type { Split } from '../../http/json-splitter.ts'
import type { RecordLimit } from '../../limits/record-limit.ts'
import { type Encoding, encodeRecord } from './encode.ts'
import { type EntryError, RATE_EXCEEDED, refusedEntry } from './entry-error.ts'
import { type ReadRecord, readRecord } from './record.ts'
import type { Sender } from './sender.ts'

export interface IntakeParts {
  readonly topic: string
  readonly encoding: Encoding
  readonly sender: Sender
  /** By when the registry must have answered (epoch ms). */
  readonly deadline: () => number
  /** When it returns an error, no record is read any more: each is answered with it. */
  readonly refusal: () => EntryError | undefined
  /** None when nothing is limited. */
  readonly limit: RecordLimit | undefined
  readonly onDefect: (error: unknown) => void
}

/**
 * Takes the records of a stream that have come together, and lets them leave together.
 *
 * @returns whether the stream can go on: after broken JSON it cannot
 */
export type Intake = (splits: readonly Split[]) => Promise<boolean>

/**
 * Reads, encodes and sends what has come together; those that are ready leave before the registry is waited for.
 *
 * What is wrong with a record is its own answer, and the next one is read; what is no JSON ends the stream, as nobody knows
 * where the next record would begin (contract C.9).
 */
export function createIntake({ topic, encoding, sender, deadline, refusal, limit, onDefect }: IntakeParts): Intake {
  function refuse(error: unknown, bytes: number): void {
    if (!(error instanceof RestError)) onDefect(error)
    sender.refuse(refusedEntry(error instanceof RestError ? error : new InternalError(error)), bytes)
  }

  /** @returns a promise only when the registry has to be waited for, or other processes */
  function takeRecord(record: ReadRecord, text: JsonText, bytes: number): Promise<void> | undefined {
    const within = limit?.take(bytes)
    if (!(within instanceof Promise)) return takeWithin(within ?? true, record, text, bytes)
    sender.flush()
    return within.then((within) => takeWithin(within, record, text, bytes))
  }

  function takeWithin(within: boolean, record: ReadRecord, text: JsonText, bytes: number): Promise<void> | undefined {
    const known = record.fault ?? record.refusal
    if (!within) sender.refuse(RATE_EXCEEDED, bytes)
    else if (known) refuse(known, bytes)
    else {
      try {
        const encoded = encodeRecord(record, topic, text, encoding, deadline())
        if (encoded instanceof Promise) {
          sender.flush()
          return encoded.then(
            (encoded) => sender.send(encoded, bytes),
            (error) => refuse(error, bytes),
          )
        }
        sender.send(encoded, bytes)
      } catch (error) {
        refuse(error, bytes)
      }
    }
    return undefined
  }

  async function takeAll(bytes: Buffer, ends: readonly number[]): Promise<EntryError | undefined> {
    let reader = new JsonReader(bytes)
    let text = new JsonText(bytes)
    let start = 0
    for (const end of ends) {
      const refused = refusal()
      if (refused) sender.refuse(refused, end - start)
      else {
        try {
          const record = readRecord(reader)
          const underWay = takeRecord(record, text, end - start)
          if (underWay) await underWay
        } catch (error) {
          if (!(error instanceof NotJson)) throw error
          return unreadable((malformed(bytes.toString('utf8', start, end)) as RestError).message)
        }
        if (!isBracket(bytes[end - 1] as number)) {
          // A number or word, which need not end where the reader thinks: `truefalse`.
          reader = new JsonReader(bytes.subarray(end))
          text = new JsonText(bytes.subarray(end))
        }
      }
      start = end
    }
    return undefined
  }

  /** @returns why the stream cannot go on */
  async function takeSplit({ bytes, ends, tooLarge }: Split): Promise<EntryError | undefined> {
    if (isUtf8(bytes)) return (await takeAll(bytes, ends)) ?? (tooLarge ? TOO_LARGE : undefined)
    const good = ends.findIndex((end, i) => !isUtf8(bytes.subarray(ends[i - 1] ?? 0, end)))
    return (await takeAll(bytes, ends.slice(0, good))) ?? unreadable('it is not UTF-8.')
  }

  return async (splits) => {
    let broken: EntryError | undefined
    for (const split of splits) {
      broken = await takeSplit(split)
      if (broken) break
    }
    if (broken) sender.refuse(refusal() ?? broken, 0)
    sender.flush()
    return broken === undefined
  }
}

function unreadable(reason: string): EntryError {
  return { code: 400, message: `Bad Request: Error processing message: ${reason.replace(/^Bad Request: /, '')}` }
}

const TOO_LARGE: EntryError = {
  code: 400,
  message: 'Bad Request: Produce request size is larger than allowed threshold',
}

/** Closing ones. */
function isBracket(byte: number): boolean {
  return byte === 93 || byte === 125
}
