/**
 * The one address the node server listens on, from Confluent's `listeners`.
 *
 * @param problems  takes what is wrong with it
 */
export function parseListener(listeners: readonly string[], problems: string[]): { host: string; port: number } {
  const [listener, ...more] = listeners
  const address = listener !== undefined && URL.canParse(listener) ? new URL(listener) : undefined
  if (address?.protocol !== 'http:' || more.length > 0) {
    problems.push(`KAFKA_REST_LISTENERS: '${listeners.join(',')}' is not one http://host:port.`)
    return { host: '127.0.0.1', port: 0 }
  }
  return { host: address.hostname.replace(/^\[|\]$/g, ''), port: Number(address.port || 80) }
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
