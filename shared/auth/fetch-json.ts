/** What a server answered: the body only when the status is 200, the one case in which its content counts. */
export interface JsonAnswer {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON of a 200; undefined with any other status. */
  readonly body: unknown
}

export interface FetchJsonOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as a form by POST; without one it is a GET. */
  readonly form?: URLSearchParams
  /** Ends the request wherever it is: connecting, waiting, or in the middle of the body. */
  readonly signal: AbortSignal
  /** Largest body read, in bytes after decompression. */
  readonly maxBytes: number
}

/**
 * Asks for a small JSON document, of a server that may be down, slow, hostile or not the one that was meant.
 *
 * A redirect is an answer like any other and is not followed: it could carry the caller's token to another host.
 *
 * @throws Error  no connection, the signal fired, the body is too large or is not JSON
 */
export async function fetchJson(url: string, options: FetchJsonOptions): Promise<JsonAnswer> {
  const response = await send(url, options)
  const { status, headers } = response
  const text = readText(response, options.maxBytes)
  if (status === 200) return { status, headers, body: JSON.parse(await text) }
  // Read to its end only to keep the connection; how that goes changes nothing about the answer.
  await text.catch(() => {})
  return { status, headers, body: undefined }
}

async function send(url: string, { headers, form, signal }: FetchJsonOptions): Promise<Response> {
  const init: RequestInit = {
    headers: { accept: 'application/json', ...headers },
    redirect: 'manual',
    signal,
    ...(form && { method: 'POST', body: form }),
  }
  try {
    return await fetch(url, init)
  } catch (error) {
    // A process that was frozen wakes with connections the other side has closed long ago. What is only asked may be asked again.
    if (!isDeadConnection(error)) throw error
    return await fetch(url, init)
  }
}

function isDeadConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop by an error cancels the stream, which closes the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
