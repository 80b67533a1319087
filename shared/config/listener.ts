import type { ListenerTls } from './listener-tls.ts'

/** Where the node server listens. */
export interface ListenerAddress {
  readonly host: string
  readonly port: number
  /** Whether connections are TLS. */
  readonly secure: boolean
}

/** The same with what its TLS needs. */
export interface Listener extends ListenerAddress {
  /** Only of one that is secure. */
  readonly tls?: ListenerTls
}

/**
 * The addresses that the node server listens on, from Confluent's `listeners`: with and without TLS beside each other as well.
 *
 * @param problems  takes what is wrong with them
 */
export function parseListeners(listeners: readonly string[], problems: string[]): readonly ListenerAddress[] {
  if (listeners.length === 0)
    problems.push('KAFKA_REST_LISTENERS: name at least one http://host:port or https://host:port.')
  const addresses = listeners.flatMap((listener) => {
    const address = addressOf(listener)
    if (address) return address
    problems.push(`KAFKA_REST_LISTENERS: '${listener}' is neither http://host:port nor https://host:port.`)
    return []
  })
  // Port 0 is any that is free.
  const named = addresses.filter(({ port }) => port !== 0).map(({ host, port }) => `${host}:${port}`)
  const twice = named.find((address, index) => named.indexOf(address) < index)
  if (twice) problems.push(`KAFKA_REST_LISTENERS: ${twice} is named twice.`)
  return addresses
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function addressOf(listener: string): ListenerAddress | undefined {
  if (!URL.canParse(listener)) return undefined
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(listener)
  const secure = protocol === 'https:'
  if (!secure && protocol !== 'http:') return undefined
  if (pathname !== '/' || search || hash || username || password) return undefined
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (secure ? 443 : 80)), secure }
}
