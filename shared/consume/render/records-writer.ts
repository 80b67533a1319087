import { isUtf8 } from 'node:buffer'
import { UndecodableRecord } from '../../http/errors.ts'
import { type RecordView, readHeaders } from '../../kafka/fetch/record-batches.ts'
import { Output } from './output.ts'
import { type PartWriter, SchemaNeeded, Undecodable } from './part-writer.ts'

/** What a reader may ask for beside topic, key, value, partition and offset; extensions of the contract. */
export interface Extras {
  readonly headers: boolean
  readonly timestamp: boolean
}

/**
 * Renders records straight from the fetched bytes into the answer's: `[{"topic", "key", "value", "partition", "offset"}, …]`
 * (contract B.10).
 */
export interface RecordsWriter {
  /** Key and value bytes of the records so far, what `max_bytes` counts. */
  readonly payloadBytes: number
  readonly count: number
  /** Sets the partition that the next records are of. */
  begin(topic: string, partition: number): void
  /**
   * @returns what has to be loaded before the record can be rendered; nothing of it is in the answer then
   * @throws UndecodableRecord
   */
  add(record: RecordView): SchemaNeeded | undefined
  /** The answer's body. @throws UndecodableRecord */
  finish(): Buffer
}

export function createRecordsWriter(write: PartWriter, extras: Extras, capacity: number): RecordsWriter {
  const output = new Output(capacity)
  output.appendAscii('[')
  let head = Buffer.alloc(0)
  let tail = Buffer.alloc(0)
  let topic = ''
  let partition = 0
  let count = 0
  let payloadBytes = 0
  /** Where each record begins, for the rare case that one of them is not UTF-8 and has to be found. */
  const starts: { at: number; topic: string; partition: number; offset: bigint }[] = []

  function part(bytes: Buffer, start: number, end: number): void {
    if (end < start) output.append(NULL)
    else {
      write(output, bytes, start, end)
      payloadBytes += end - start
    }
  }

  function extra(record: RecordView): void {
    if (extras.timestamp) output.appendAscii(`,"timestamp":${record.timestamp}`)
    if (!extras.headers) return
    const headers = readHeaders(record).map(([name, value]) => ({ name, value: value?.toString('base64') ?? null }))
    output.appendText(`,"headers":${JSON.stringify(headers)}`)
  }

  function fail(error: unknown, record: RecordView): never {
    throw error instanceof Undecodable
      ? new UndecodableRecord(topic, partition, record.offset, error.message)
      : (error as Error)
  }

  return {
    get payloadBytes() {
      return payloadBytes
    },
    get count() {
      return count
    },
    begin(toTopic, toPartition) {
      topic = toTopic
      partition = toPartition
      head = Buffer.from(`{"topic":${JSON.stringify(topic)},"key":`)
      tail = Buffer.from(`,"partition":${partition},"offset":`)
      starts.push({ at: output.length, topic, partition, offset: -1n })
    },
    add(record) {
      const length = output.length
      const bytesBefore = payloadBytes
      try {
        if (count > 0) output.append(COMMA)
        output.append(head)
        part(record.bytes, record.keyStart, record.keyEnd)
        output.append(VALUE)
        part(record.bytes, record.valueStart, record.valueEnd)
        output.append(tail)
        output.appendAscii(String(record.offset))
        if (extras.headers || extras.timestamp) extra(record)
        output.append(CLOSE)
      } catch (error) {
        output.length = length
        payloadBytes = bytesBefore
        if (error instanceof SchemaNeeded) return error
        fail(error, record)
      }
      count++
      return undefined
    },
    finish() {
      output.appendAscii(']')
      const body = output.view()
      if (!isUtf8(body)) throw notUtf8(body, starts)
      return body
    },
  }
}

/** Names the first record that is not UTF-8: the one whose offset ends the stretch in which the first bad byte is. */
function notUtf8(body: Buffer, starts: readonly { at: number; topic: string; partition: number }[]): UndecodableRecord {
  let good = 0
  for (let bad = body.length; bad - good > 1; ) {
    const middle = (good + bad) >>> 1
    // A cut within a character is no fault of the record's: look a few bytes on.
    const fine = [0, 1, 2, 3].some((more) => isUtf8(body.subarray(0, middle + more)))
    if (fine) good = middle
    else bad = middle
  }
  const partition = starts.findLast(({ at }) => at <= good) ?? { topic: '', partition: 0 }
  const offset = /"offset":(\d+)/.exec(body.toString('latin1', good, good + 1_000_000))?.[1] ?? '0'
  return new UndecodableRecord(partition.topic, partition.partition, BigInt(offset), 'it is not UTF-8')
}

const COMMA = Buffer.from(',')
const CLOSE = Buffer.from('}')
const NULL = Buffer.from('null')
const VALUE = Buffer.from(',"value":')
