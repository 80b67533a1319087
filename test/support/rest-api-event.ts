/** A REST API event (payload format 1.0) as API Gateway makes it of a request; headers come singly and in lists. */
export async function restApiEvent(request: Request): Promise<object> {
  const url = new URL(request.url)
  const headers = { Host: url.host, 'X-Forwarded-Proto': 'https', ...Object.fromEntries(request.headers) }
  return {
    resource: '/{proxy+}',
    path: decodeURI(url.pathname),
    httpMethod: request.method,
    headers,
    multiValueHeaders: lists(headers),
    queryStringParameters: Object.fromEntries(url.searchParams),
    multiValueQueryStringParameters: lists(Object.fromEntries(url.searchParams)),
    pathParameters: { proxy: url.pathname.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: url.host,
      httpMethod: request.method,
      path: `/prod${url.pathname}`,
      stage: 'prod',
      requestId: 'id',
      resourcePath: '/{proxy+}',
      identity: { sourceIp: '127.0.0.1', userAgent: 'test' },
    },
    ...(await bodyOf(request)),
  }
}

/** An event of an Application Load Balancer; its target group decides whether headers come singly or in lists. */
export async function albEvent(request: Request, multiValue: boolean): Promise<object> {
  const url = new URL(request.url)
  const headers = { host: url.host, 'x-forwarded-proto': 'https', ...Object.fromEntries(request.headers) }
  const query = Object.fromEntries(url.searchParams)
  return {
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/t/1' } },
    httpMethod: request.method,
    path: url.pathname,
    ...(multiValue
      ? { multiValueHeaders: lists(headers), multiValueQueryStringParameters: lists(query) }
      : { headers, queryStringParameters: query }),
    ...(await bodyOf(request)),
  }
}

function lists(values: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]))
}

async function bodyOf(request: Request): Promise<{ body: string | null; isBase64Encoded: boolean }> {
  const text = await request.text()
  return { body: text === '' ? null : text, isBase64Encoded: false }
}
