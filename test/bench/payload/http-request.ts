/** A produce request, whole, as bytes for a socket. @param headers  more of them, such as `Authorization: …` */
export function produceRequest(
  topic: string,
  format: 'json' | 'binary' | 'avro' | 'jsonschema' | 'protobuf',
  body: object | string,
  headers: readonly string[] = [],
): Buffer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const head = [
    `POST /topics/${topic} HTTP/1.1`,
    'Host: 127.0.0.1',
    'User-Agent: bench',
    `Content-Type: application/vnd.kafka.${format}.v2+json`,
    'Accept: application/vnd.kafka.v2+json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...headers,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`)
}

/** A GET, whole, as bytes for a socket. @param path  of an answer that is JSON */
export function getRequest(path: string): Buffer {
  const head = [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'User-Agent: bench', 'Accept: application/json']
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n`)
}
