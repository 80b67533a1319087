import { IllegalState } from '../http/errors/consumer.ts'
import { offsetOf, visitRecords } from '../kafka/fetch/record-batches.ts'
import { type Instance, type KeyedRead, partitionKey } from './instance.ts'
import type { SchemaNeeded } from './render/part-writer.ts'
import type { RecordsWriter } from './render/records-writer.ts'
import type { ConsumeServices } from './services.ts'

const FETCH_BYTES = 1 << 20
const PATIENCE_MS = 3000

/**
 * Answers a read with a key once more: the same records, from the log. Moves nothing.
 *
 * @throws IllegalState  the log does not have them any more
 */
export async function replay(
  services: ConsumeServices,
  { config }: Instance,
  { ranges }: KeyedRead,
  writer: RecordsWriter,
  deadline: number,
): Promise<Buffer> {
  for (const range of ranges) {
    writer.begin(range.topic, range.partition)
    let at = range.from
    while (at < range.to) {
      const [fetched] = await services.fetcher.fetch([{ ...range, offset: at, maxBytes: FETCH_BYTES }], {
        maxBytes: FETCH_BYTES,
        readCommitted: config.readCommitted,
        // They are there, or were: a wait is only for a leader.
        waitUntil: Math.min(deadline, services.now() + PATIENCE_MS),
      })
      if (fetched?.errorCode !== 0) {
        throw new IllegalState(`the records of this read are not in ${partitionKey(range)} any more.`)
      }
      let needed: SchemaNeeded | undefined
      at = visitRecords(fetched.records, at, fetched.aborted, (record) => {
        if (offsetOf(record) >= range.to) return false
        needed = writer.add(record)
        return needed === undefined
      })
      await (needed as SchemaNeeded | undefined)?.load(deadline)
    }
  }
  return writer.finish()
}
