import { createHash, createHmac } from 'node:crypto'

/** Credentials of AWS, as its SDK has them. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of credentials that are valid for a while. */
  readonly sessionToken?: string
}

/** Whom a signature is for. */
export interface SigningScope {
  readonly credentials: AwsCredentials
  readonly region: string
  readonly service: string
  /** Epoch milliseconds; a signature is taken for about five minutes around it. */
  readonly at: number
}

export interface SignedRequest {
  readonly method: string
  readonly url: URL
  /** Those to be signed; names in lower case. `host` joins them. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const ALGORITHM = 'AWS4-HMAC-SHA256'

/**
 * Signs a request of one of AWS's APIs (Signature Version 4).
 *
 * @returns all headers to send but `host`
 */
export function signHeaders(request: SignedRequest, scope: SigningScope): Record<string, string> {
  const { accessKeyId, sessionToken } = scope.credentials
  const headers: Record<string, string> = {
    ...request.headers,
    'x-amz-date': timestamp(scope.at),
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  }
  const signed = { ...request, headers: { ...headers, host: request.url.host } }
  const credential = `Credential=${accessKeyId}/${scopeName(scope)}`
  const signature = `SignedHeaders=${headerNames(signed)}, Signature=${sign(signed, scope)}`
  return { ...headers, authorization: `${ALGORITHM} ${credential}, ${signature}` }
}

/**
 * A URL that whoever has it may GET in the signer's name for a while (Signature Version 4 in query parameters).
 *
 * @param expiresSeconds  from `scope.at`
 */
export function presign(url: URL, expiresSeconds: number, scope: SigningScope): URL {
  const { accessKeyId, sessionToken } = scope.credentials
  const signed = new URL(url)
  const headers = { host: url.host }
  const parameters = {
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${accessKeyId}/${scopeName(scope)}`,
    'X-Amz-Date': timestamp(scope.at),
    ...(sessionToken !== undefined && { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Expires': String(expiresSeconds),
  }
  signed.search = query([...url.searchParams, ...Object.entries(parameters)])
  const signature = sign({ method: 'GET', url: signed, headers, body: '' }, scope)
  signed.search = `${signed.search.slice(1)}&X-Amz-Signature=${signature}`
  return signed
}

function sign(request: SignedRequest, scope: SigningScope): string {
  const { region, service, credentials } = scope
  const headers = Object.entries(request.headers).sort(byName)
  const canonical = [
    request.method,
    request.url.pathname,
    query([...request.url.searchParams]),
    ...headers.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}`),
    '',
    headerNames(request),
    sha256(request.body),
  ].join('\n')
  const text = [ALGORITHM, timestamp(scope.at), scopeName(scope), sha256(canonical)].join('\n')
  const day = timestamp(scope.at).slice(0, 8)
  const key = [day, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${credentials.secretAccessKey}`))
  return hmac(key, text).toString('hex')
}

/** Parameters in the one order and encoding that are signed. */
function query(parameters: readonly (readonly [string, string])[]): string {
  return parameters
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function headerNames({ headers }: SignedRequest): string {
  return Object.keys(headers).sort().join(';')
}

function scopeName({ at, region, service }: SigningScope): string {
  return `${timestamp(at).slice(0, 8)}/${region}/${service}/aws4_request`
}

/** `20150830T123600Z`. */
function timestamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
