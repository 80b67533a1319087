import { InternalError } from '../../http/errors/failures.ts'
import type { OutgoingRecord, Producer, RecordResult, Sequence } from '../../produce/producer.ts'
import { isFailure } from '../../produce/producer.ts'
import type { Answers } from './answers.ts'
import type { EncodedRecord } from './encode.ts'
import { type EntryError, entryErrorOf, refusedEntry } from './entry-error.ts'
import { type Renderer, renderError } from './render.ts'

/** Gives a stream's records to the producer and puts their answers in a row. */
export interface Sender {
  send(record: EncodedRecord, bytes: number): void
  refuse(error: EntryError, bytes: number): void
  /** Records since the last time leave together, in one call. */
  flush(): void
}

export interface SenderParts {
  readonly topic: string
  readonly producer: Producer
  readonly renderer: Renderer
  readonly answers: Answers
  /** By when a record that leaves now must be settled (epoch ms). */
  readonly deadline: () => number
  /** Hears of what should not happen. */
  readonly onDefect: (error: unknown) => void
}

type Entry = EncodedRecord | EntryError

/** What a record takes besides its text, about: its objects on the way, and its answer. */
const RECORD_COST = 256

export function createSender({ topic, producer, renderer, answers, deadline, onDefect }: SenderParts): Sender {
  const sequence: Sequence = {}
  let entries: Entry[] = []
  let outgoing: OutgoingRecord[] = []
  let cost = 0

  function render(entries: readonly Entry[], results: readonly RecordResult[]): string {
    let text = ''
    let at = 0
    for (const entry of entries) {
      const result = 'outgoing' in entry ? (results[at++] as RecordResult) : undefined
      if (result && !isFailure(result)) {
        text += `{"error_code":200,${renderer.stored(entry as EncodedRecord, result)}}\r\n`
      } else {
        const error = result ? entryErrorOf(result) : (entry as EntryError)
        text += `{${renderError(error)}}\r\n`
      }
    }
    return text
  }

  return {
    send(record, bytes) {
      entries.push(record)
      outgoing.push(record.outgoing)
      cost += bytes + RECORD_COST
    },
    refuse(error, bytes) {
      entries.push(error)
      cost += bytes + RECORD_COST
    },
    flush() {
      if (entries.length === 0) return
      const sent = entries
      if (outgoing.length === 0) answers.push(render(sent, []), cost)
      else {
        const results = producer.produce(topic, outgoing, deadline(), sequence)
        const text = results.then(
          (results) => render(sent, results),
          (error) => {
            onDefect(error)
            return `{${renderError(refusedEntry(new InternalError(error)))}}\r\n`.repeat(sent.length)
          },
        )
        answers.push(text, cost)
      }
      entries = []
      outgoing = []
      cost = 0
    },
  }
}
