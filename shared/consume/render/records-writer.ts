import { constantText } from '../../formats/constant-text.ts'
import { RecordTooLong, UndecodableRecord } from '../../http/errors/consumer.ts'
import { offsetOf, type RecordRun, type RecordView, readHeaders } from '../../kafka/fetch/record-batches.ts'
import { writeBinary } from './binary.ts'
import { writeJson } from './json.ts'
import { Output } from './output.ts'
import { type PartWriter, SchemaNeeded, Undecodable } from './part-writer.ts'
import type { RunRenderer, RunTexts } from './runs/run-renderer.ts'

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
  /** Bytes of the keys and values so far, as `max_bytes` counts them. */
  readonly payloadBytes: number
  readonly count: number
  /** Bytes of the answer so far. */
  readonly answerBytes: number
  /** Sets the partition that the next records are of. */
  begin(topic: string, partition: number): void
  /**
   * @returns what has to be loaded before the record can be rendered; nothing of it is in the answer then
   * @throws UndecodableRecord, RecordTooLong  nothing of it is in the answer either
   */
  add(record: RecordView): SchemaNeeded | undefined
  /** Takes records off the front of a run, as far as there is room and none needs a look of its own; absent where all do. */
  readonly addRun: ((run: RecordRun, room: RunRoom) => void) | undefined
  /** The answer's body. */
  finish(): Buffer
  /** The memory that the answer is in. */
  readonly memory: Buffer
}

/** What there is room for. */
export interface RunRoom {
  readonly records: number
  readonly payloadBytes: number
  readonly answerBytes: number
  /** Bytes of a record's part of the answer beside its key and value, at most. */
  readonly besideBytes: number
}

/** What a writer does otherwise when it is told. */
export interface RecordsWriterOptions {
  /** Writes the keys; otherwise what writes the values does. */
  readonly writeKey?: PartWriter
  /** Of the answer, be it one record. */
  readonly mostBytes?: number
  /** Renders ordinary records in {@link RecordsWriter.addRun}. */
  readonly runs?: RunRenderer
}

/** @param memory  see {@link Output} */
export function createRecordsWriter(
  writeValue: PartWriter,
  extras: Extras,
  memory: Buffer | number,
  { writeKey = writeValue, mostBytes = Number.POSITIVE_INFINITY, runs }: RecordsWriterOptions = {},
): RecordsWriter {
  const output = new Output(memory)
  let topic = ''
  let partition = 0
  /** What is the same in each record of the partition: before the key, before the value where there is no key, before the offset. */
  let beforeKey = EMPTY
  let beforeValueAlone = EMPTY
  let beforeOffset = EMPTY
  /** The same for runs. */
  let texts: RunTexts | undefined
  const base64Key = isBase64.get(writeKey)
  const base64Value = isBase64.get(writeValue)
  let count = 0
  let payloadBytes = 0

  function writeRecord(record: RecordView): number {
    let size = 0
    if (record.keyEnd < record.keyStart) output.appendConstant(beforeValueAlone)
    else {
      output.appendConstant(beforeKey)
      size += writeKey(output, record.bytes, record.keyStart, record.keyEnd)
      output.appendConstant(BEFORE_VALUE)
    }
    if (record.valueEnd < record.valueStart) output.appendConstant(NULL)
    else size += writeValue(output, record.bytes, record.valueStart, record.valueEnd)
    output.appendConstant(beforeOffset)
    writeOffset(output, record)
    if (extras.timestamp) output.appendAscii(`,"timestamp":${record.timestamp}`)
    if (extras.headers) output.appendText(`,"headers":${headersText(record)}`)
    output.appendConstant(END)
    return size
  }

  return {
    get payloadBytes() {
      return payloadBytes
    },
    get count() {
      return count
    },
    get answerBytes() {
      return output.length
    },
    get memory() {
      return output.bytes
    },
    begin(toTopic, toPartition) {
      topic = toTopic
      partition = toPartition
      const head = `,{"topic":${JSON.stringify(topic)},"key":`
      texts = {
        beforeKey: head,
        beforeValueAlone: `${head}null,"value":`,
        beforeOffset: `,"partition":${partition},"offset":`,
      }
      beforeKey = constantText(texts.beforeKey)
      beforeValueAlone = constantText(texts.beforeValueAlone)
      beforeOffset = constantText(texts.beforeOffset)
    },
    add(record) {
      const { length } = output
      let size: number
      try {
        size = writeRecord(record)
        if (output.length >= mostBytes) throw new RecordTooLong(topic, partition, offsetOf(record), mostBytes)
      } catch (error) {
        output.length = length
        if (error instanceof SchemaNeeded) return error
        if (!(error instanceof Undecodable)) throw error
        throw new UndecodableRecord(topic, partition, offsetOf(record), error.message)
      }
      payloadBytes += size
      count++
      return undefined
    },
    addRun:
      runs === undefined || base64Key === undefined || base64Value === undefined || extras.headers || extras.timestamp
        ? undefined
        : (run, room) => {
            if (!texts) return
            const answerBytes = Math.min(room.answerBytes, mostBytes - output.length - 1)
            const taken = runs.render(run, texts, { ...room, answerBytes, base64Key, base64Value }, output)
            payloadBytes += taken.payloadBytes
            count += taken.records
          },
    finish() {
      output.appendConstant(count === 0 ? NOTHING : CLOSE)
      // In the place of the comma before the first record.
      output.bytes[0] = OPEN
      return output.view()
    },
  }
}

/** An offset has 63 bits, but none has come near the 53 of a number yet. */
function writeOffset(output: Output, record: RecordView): void {
  const value = Number(record.firstOffset) + record.offsetDelta
  if (value <= Number.MAX_SAFE_INTEGER) output.appendDigits(value)
  else output.appendAscii(String(offsetOf(record)))
}

/** Values are bytes, so they are base64. */
function headersText(record: RecordView): string {
  const headers = readHeaders(record).map(([name, value]) => ({ name, value: value?.toString('base64') ?? null }))
  return JSON.stringify(headers)
}

/** Of the formats that runs can be rendered in: whether it is base64. */
const isBase64: ReadonlyMap<PartWriter, boolean> = new Map([
  [writeBinary, true],
  [writeJson, false],
])
const OPEN = 0x5b
const EMPTY = constantText('')
const NOTHING = constantText('[]')
const BEFORE_VALUE = constantText(',"value":')
const NULL = constantText('null')
const END = constantText('}')
const CLOSE = constantText(']')
