import { UndecodableRecord } from '../http/errors.ts'
import type { FetchedPartition } from '../kafka/fetch/fetch-api.ts'
import { type Filled, type FillLimits, fill } from './fill.ts'
import { type Instance, partitionKey } from './instance.ts'
import type { RecordsWriter } from './render/records-writer.ts'
import type { ConsumeServices } from './services.ts'

/** Where a read has come, and the answer's body. */
export interface FilledBody extends Filled {
  readonly body: Buffer
  /** Records in the answer. */
  readonly count: number
}

/**
 * Fills an answer and ends it.
 *
 * That a record is not UTF-8 shows only in the whole answer: the good ones before it are then rendered once more without it.
 *
 * @param ahead  fetched by an earlier read that ended at these very positions
 * @throws what {@link fill} throws
 */
export async function fillBody(
  services: ConsumeServices,
  instance: Pick<Instance, 'positions' | 'config'>,
  ahead: readonly Promise<readonly FetchedPartition[]>[],
  createWriter: () => RecordsWriter,
  limits: FillLimits,
): Promise<FilledBody> {
  const bad = new Map<string, UndecodableRecord>()
  for (;;) {
    const writer = createWriter()
    const filled = await fill(services, instance, bad.size === 0 ? ahead : [], writer, { ...limits, bad })
    try {
      return { ...filled, body: writer.finish(), count: writer.count }
    } catch (error) {
      if (!(error instanceof UndecodableRecord) || writer.count < 2 || bad.has(partitionKey(error))) throw error
      bad.set(partitionKey(error), error)
    }
  }
}
