import { readTopic, type StoredRecord } from '../support/kafka.ts'
import type { Target } from '../support/targets.ts'
import type { Peer, PeerRecord, PeerSchema, SchemaFormat } from './peer.ts'
import { produceV2, produceV3, type RequestSchema, readPartition } from './proxy.ts'

/** A datum in the form of either side. */
export interface Sample {
  /** JSON text. */
  readonly ours: string
  readonly theirs: unknown
}

export interface Exchange {
  readonly topic: string
  readonly format: SchemaFormat
  readonly schema: PeerSchema
  readonly samples: readonly Sample[]
  /** Odd ones have the proxy write first, which then registers the schema, by version 3 of the API. */
  readonly turn: number
}

/** What the sides have read: everything, the first half from one of them and the second from the other. */
export interface Exchanged {
  /** The text of the proxy's answer. */
  readonly ours: string
  readonly theirs: readonly PeerRecord[]
  readonly stored: readonly StoredRecord[]
}

/** Has each side write all samples, as keys and as values, and then each read what both have written. */
export async function exchange(proxy: Target, peer: Peer, { topic, format, schema, samples, turn }: Exchange) {
  const theyWrite = () =>
    peer.write(
      topic,
      format,
      schema,
      samples.map(({ theirs }) => ({ key: theirs, value: theirs })),
    )
  const weWrite = async () => {
    const produce = turn % 2 === 0 ? produceV2 : produceV3
    const data = samples.map(({ ours }) => ours)
    await produce(proxy, topic, format, await requestSchema(peer, topic, format, schema), data)
  }
  for (const write of turn % 2 === 0 ? [theyWrite, weWrite] : [weWrite, theyWrite]) await write()
  const count = 2 * samples.length
  const stored = await readTopic(topic, count)
  const ours = await readPartition(proxy, topic, format)
  const theirs = await peer.read(topic, format, schema, { offset: 0, count })
  return { ours, theirs, stored } satisfies Exchanged
}

/** Text in a request has no references: such schemas are registered before, and go by their ids. */
export async function requestSchema(
  peer: Peer,
  topic: string,
  format: SchemaFormat,
  schema: PeerSchema,
): Promise<RequestSchema> {
  if (schema.references === undefined) return { text: schema.text }
  const { id: keyId } = await peer.register(`${topic}-key`, format, schema)
  const { id: valueId } = await peer.register(`${topic}-value`, format, schema)
  return { keyId, valueId }
}
