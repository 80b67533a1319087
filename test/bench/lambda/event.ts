/** A produce request of one small JSON record, as a function URL hands it over. */
export function produceEvent(topic: string): object {
  const path = `/topics/${topic}`
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: {
      host: 'abc.lambda-url.us-east-1.on.aws',
      'content-type': 'application/vnd.kafka.json.v2+json',
      'x-forwarded-proto': 'https',
    },
    requestContext: {
      domainName: 'abc.lambda-url.us-east-1.on.aws',
      http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
      requestId: 'bench',
      stage: '$default',
    },
    body: JSON.stringify({ records: [{ value: { sensor: 'a1', celsius: 21.5 } }] }),
    isBase64Encoded: false,
  }
}

/** The same with a body that is refused as soon as it has been read, when all that produces is loaded. */
export function refusedEvent(topic: string): object {
  return { ...produceEvent(topic), body: '{"records":' }
}
