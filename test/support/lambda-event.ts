/** An HTTP API event (payload format 2.0) as API Gateway makes it of a request. */
export async function httpApiEvent(request: Request): Promise<object> {
  const url = new URL(request.url)
  const headers: Record<string, string> = { host: url.host, 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' }
  for (const [name, value] of request.headers) headers[name] = value
  const body = Buffer.from(await request.arrayBuffer())
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: decodedPath(url.pathname),
    rawQueryString: url.search.slice(1),
    headers,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: url.host,
      domainPrefix: 'api',
      http: {
        method: request.method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
      requestId: 'id',
      routeKey: '$default',
      stage: '$default',
      time: '12/Mar/2026:19:03:58 +0000',
      timeEpoch: 1583348638390,
    },
    ...(body.length > 0 && { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
  }
}

/** An HTTP API hands the path over decoded, whatever it holds; what is no UTF-8, slashes and question marks stay as they came. */
function decodedPath(path: string): string {
  return path.replaceAll(/(?:%(?!2f|3f)[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch {
      return escapes
    }
  })
}

/** What a handler returns for an HTTP API event, as the client sees it. */
export function responseOf(result: {
  statusCode: number
  headers?: Record<string, string>
  body?: string
  isBase64Encoded?: boolean
}): Response {
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8')
  const headers = new Headers(result.headers)
  const bodyless = result.statusCode === 204 || result.statusCode === 304
  return new Response(bodyless ? null : body, { status: result.statusCode, headers })
}
