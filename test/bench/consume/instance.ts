import type { Address } from '../load/address.ts'

/** What a consumer instance shows records in. */
export type ReadFormat = 'json' | 'binary' | 'avro' | 'jsonschema' | 'protobuf'

/** A consumer instance of the proxy under test. */
export interface Instance {
  /** A read, whole, as bytes for a socket. */
  readRequest(query: string): Buffer
  /** Goes back to the topic's first record. */
  rewind(): Promise<void>
  remove(): Promise<void>
}

const V2 = 'application/vnd.kafka.v2+json'

/** Creates an instance on a topic of one partition; by default it begins at the first record. @throws Error  the proxy's own words */
export async function createInstance(
  { host, port }: Address,
  group: string,
  topic: string,
  format: ReadFormat,
  reset: 'earliest' | 'latest' = 'earliest',
): Promise<Instance> {
  const path = `/consumers/${group}/instances/bench`
  async function call(method: string, to: string, body?: object): Promise<void> {
    const response = await fetch(`http://${host}:${port}${to}`, {
      method,
      headers: { 'Content-Type': V2, Accept: V2 },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${to}: ${response.status} ${text}`)
  }

  await call('POST', `/consumers/${group}`, { name: 'bench', format, 'auto.offset.reset': reset })
  await call('POST', `${path}/subscription`, { topics: [topic] })
  return {
    readRequest(query) {
      const head = [
        `GET ${path}/records?${query} HTTP/1.1`,
        'Host: 127.0.0.1',
        `Accept: application/vnd.kafka.${format}.v2+json`,
      ]
      return Buffer.from(`${head.join('\r\n')}\r\n\r\n`)
    },
    rewind: () => call('POST', `${path}/positions/beginning`, { partitions: [{ topic, partition: 0 }] }),
    remove: () => call('DELETE', path),
  }
}
