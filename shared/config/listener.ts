/** Where the node server listens. */
export interface ListenerAddress {
  readonly host: string
  readonly port: number
  /** Whether connections are TLS. */
  readonly secure: boolean
}

/**
 * The one address the node server listens on, from Confluent's `listeners`.
 *
 * @param problems  takes what is wrong with it
 */
export function parseListener(listeners: readonly string[], problems: string[]): ListenerAddress {
  const [listener, ...more] = listeners
  const address = listener !== undefined && URL.canParse(listener) ? new URL(listener) : undefined
  const secure = address?.protocol === 'https:'
  if ((address?.protocol !== 'http:' && !secure) || more.length > 0) {
    problems.push(`KAFKA_REST_LISTENERS: '${listeners.join(',')}' is not one http://host:port or https://host:port.`)
    return { host: '127.0.0.1', port: 0, secure: false }
  }
  return { host: address.hostname.replace(/^\[|\]$/g, ''), port: Number(address.port || (secure ? 443 : 80)), secure }
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
