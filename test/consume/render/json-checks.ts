import { writeJson } from '../../../shared/consume/render/json.ts'
import { isJson } from '../../../shared/consume/render/json-check.ts'
import { createRecordsWriter } from '../../../shared/consume/render/records-writer.ts'
import { createRunRenderer } from '../../../shared/consume/render/runs/run-renderer.ts'
import { type RecordRun, visitRecords } from '../../../shared/kafka/fetch/record-batches.ts'
import { batchOf } from './runs/batch.ts'

/** Asked about bytes among others that would go on with them. */
export function checkOne(bytes: Uint8Array): boolean {
  const before = Buffer.from('[1')
  const after = Buffer.from('1"]}')
  return isJson(Buffer.concat([before, bytes, after]), before.length, before.length + bytes.length)
}

const runs = createRunRenderer()
const room = { records: 10, payloadBytes: 1e6, answerBytes: 1e7, besideBytes: 100 }

/** Whether it is taken as the second record of three. */
function checkInRun(bytes: Uint8Array): boolean {
  const writer = createRecordsWriter(writeJson, { headers: false, timestamp: false }, 1000, { runs })
  writer.begin('t', 0)
  const others = Buffer.from('1')
  const take = (run: RecordRun) => writer.addRun?.(run, room)
  visitRecords(batchOf([others, Buffer.from(bytes), others]), 0n, [], () => false, take)
  return writer.count === 3
}

/** The two places where it is looked whether bytes are JSON. */
export const ways: readonly (readonly [string, (bytes: Uint8Array) => boolean])[] = [
  ['alone', checkOne],
  ['in a run', checkInRun],
]
