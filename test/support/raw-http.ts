import { connect, type Socket } from 'node:net'

/** What came back over a connection of its own. */
export interface RawAnswer {
  /** All of it, heads and bodies. */
  readonly text: string
  /** Status of each answer, in order. */
  readonly statuses: readonly number[]
  /** Why the connection ended: `end` when the server closed it in order, else an error's code. */
  readonly end: string
}

/** Bytes to send, or what is to be done instead. */
export type Part = string | ((socket: Socket) => unknown)

const WAIT_MS = 15_000

/**
 * Sends bytes as they are, over a connection of their own, and reads until the server closes it.
 *
 * @param parts  sent one after the other, each when there is room for it, until the server has closed; a function is waited for
 * @throws Error  the server has not closed the connection within 15 s
 */
export async function sendRaw(url: string, parts: Iterable<Part>): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let text = ''
  let end = 'end'
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end = error.code ?? error.message
  })
  const timer = setTimeout(() => socket.destroy(new Error('The server did not close the connection.')), WAIT_MS)
  for (const part of parts) {
    if (socket.destroyed) break
    if (typeof part !== 'string') await part(socket)
    else if (!socket.write(part)) await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))])
  }
  await closed
  clearTimeout(timer)
  if (end.startsWith('The server')) throw new Error(`${end} It sent: ${text.slice(0, 500)}`)
  return { text, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)), end }
}

/** A request as bytes. */
export function rawRequest(
  method: string,
  path: string,
  headers: Readonly<Record<string, string | number>> | readonly (readonly [string, string | number])[],
  body = '',
  version = '1.1',
): string {
  const lines = (Array.isArray(headers) ? headers : Object.entries(headers)).map(([name, value]) => `${name}: ${value}`)
  return `${[`${method} ${path} HTTP/${version}`, ...lines].join('\r\n')}\r\n\r\n${body}`
}
