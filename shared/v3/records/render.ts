import type { Acknowledged } from '../../produce/producer.ts'
import type { EncodedRecord, PartSummary } from './encode.ts'
import type { EntryError } from './entry-error.ts'
import { formatTimestamp } from './timestamp.ts'

/** Writes out what the answers to a topic's records have in common once. */
export interface Renderer {
  /** The members of the answer to a record that is stored, without braces (contract C.9). */
  stored(record: EncodedRecord, at: Acknowledged): string
}

/** @param cluster  as the path names it: produce does not look at it (contract C.1) */
export function createRenderer(cluster: string, topic: string): Renderer {
  const place = `"cluster_id":${JSON.stringify(cluster)},"topic_name":${JSON.stringify(topic)},"partition_id":`
  // Records of a batch share their time.
  let lastMs = -1
  let lastText = ''

  return {
    stored({ key, value }, { partition, offset, timestamp }) {
      if (timestamp !== lastMs) {
        lastMs = timestamp
        lastText = formatTimestamp(timestamp)
      }
      const parts = (key ? `,"key":${renderPart(key)}` : '') + (value ? `,"value":${renderPart(value)}` : '')
      return `${place}${partition},"offset":${offset},"timestamp":"${lastText}"${parts}`
    },
  }
}

function renderPart({ type, encoder, version, size }: PartSummary): string {
  const { schemaId, registered } = encoder
  const schema = registered
    ? `"subject":${JSON.stringify(registered.subject)},"schema_id":${schemaId},"schema_version":${version ?? registered.version},`
    : ''
  return `{"type":"${type.name}",${schema}"size":${size}}`
}

/** The members of the answer to a record that is not stored, without braces. */
export function renderError({ code, message }: EntryError): string {
  return `"error_code":${code},"message":${JSON.stringify(message)}`
}
