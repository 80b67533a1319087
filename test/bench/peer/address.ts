import type { Address } from '../load/address.ts'

/** Another REST proxy that is measured beside ours. */
export interface PeerAddress extends Address {
  /** What tables call it. */
  readonly name: string
}

/**
 * Reads `name=url`, as `--peer` takes it.
 *
 * @throws Error  what is wrong with it; names that tables have already are refused
 */
export function parsePeer(text: string): PeerAddress {
  const [, name = '', address = ''] = /^([\w-]+)=(.+)$/.exec(text) ?? []
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'http:' || url.pathname !== '/') {
    throw new Error(`--peer takes a name and a URL without a path, such as other=http://127.0.0.1:8082, not ${text}.`)
  }
  if (TAKEN.has(name)) throw new Error(`A peer cannot be called ${name}, as something else in the tables is.`)
  return { name, host: url.hostname, port: Number(url.port || 80) }
}

const TAKEN = new Set(['proxy', 'engine', 'echo', 'java', 'librdkafka', 'library'])
