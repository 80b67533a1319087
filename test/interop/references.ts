import { randomUUID } from 'node:crypto'
import type { Peer, PeerSchema, SchemaFormat } from './peer.ts'

/** A schema of another subject, by the name that it is referred to by. */
export interface Referenced {
  readonly name: string
  readonly text: string
  readonly references?: readonly Referenced[]
}

/** Puts schemas, and what they refer to, each under a subject of its own, with the peer's client. */
export async function registerReferences(
  peer: Peer,
  format: SchemaFormat,
  references: readonly Referenced[],
): Promise<NonNullable<PeerSchema['references']>> {
  const registered = []
  for (const { name, text, references: own = [] } of references) {
    const subject = `interop-${randomUUID()}`
    const schema: PeerSchema = { text, references: await registerReferences(peer, format, own) }
    registered.push({ name, subject, version: (await peer.register(subject, format, schema)).version })
  }
  return registered
}
