import { createHash } from 'node:crypto'

// A partition key may have 2,048 bytes and a sort key 1,024; both hold more than the name.
const maxNameBytes = 1_000
const digestMark = 'sha256:'

/**
 * A name as part of a key: itself, or, where DynamoDB could not hold it unchanged, a digest of it. Different names never
 * give the same part: a name that looks like a digest becomes one.
 */
export function keyPart(name: string): string {
  const fits = name !== '' && Buffer.byteLength(name) <= maxNameBytes
  if (fits && name.isWellFormed() && !name.startsWith(digestMark)) return name
  // In UTF-8 all lone surrogates would be the same character.
  const digest = createHash('sha256').update(Buffer.from(name, 'utf16le')).digest('base64url')
  return digestMark + digest
}

/** Key of the item of a group. The ids that Kafka gives its clusters hold no `#`. */
export function groupKey(cluster: string, group: string) {
  return { pk: { S: `${cluster}#${keyPart(group)}` }, sk: { S: 'group' } }
}

/** Key of the item of an instance: in its group's partition. */
export function instanceKey(cluster: string, group: string, name: string) {
  return { pk: { S: `${cluster}#${keyPart(group)}` }, sk: { S: `instance#${keyPart(name)}` } }
}

/**
 * Key of an item about a principal. No group's items are taken for it, whatever the group is called: theirs have other sort keys.
 */
export function principalKey(cluster: string, principal: string, what: string) {
  const digest = createHash('sha256').update(Buffer.from(principal, 'utf16le')).digest('base64url')
  return { pk: { S: `${cluster}#principal#${digest}` }, sk: { S: `principal#${what}` } }
}
