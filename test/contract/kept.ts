import { readTopic } from '../support/kafka.ts'

/** A record in Kafka with its bytes as UTF-8 text. */
export interface KeptRecord {
  readonly partition: number
  readonly key: string | null
  readonly value: string | null
}

/** A topic's records as text, by partition and offset; waits until there are `count`. */
export async function kept(topic: string, count: number): Promise<KeptRecord[]> {
  const records = await readTopic(topic, count)
  return records.map(({ partition, key, value }) => ({ partition, key: textOf(key), value: textOf(value) }))
}

function textOf(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString()
}
