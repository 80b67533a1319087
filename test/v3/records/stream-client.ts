import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createTopic } from '../../support/kafka.ts'

/** An answer to a record. */
export interface StreamAnswer {
  readonly error_code: number
  readonly message?: string
  readonly partition_id?: number
  readonly offset?: number
  readonly timestamp?: string
}

/** A request to produce a stream, over a socket of its own: what is sent and read is the test's to decide. */
export interface StreamClient {
  readonly socket: Socket
  /** Status line and headers, once they have come. */
  head(): Promise<string>
  /** Sends text as one chunk, as soon as the socket has room. */
  send(text: string | Buffer): Promise<void>
  /** Ends the request. */
  finish(): void
  /** Waits for so many answers since the last time. */
  answers(count: number): Promise<StreamAnswer[]>
  /** Waits for the response's end; all answers since the last time. */
  rest(): Promise<StreamAnswer[]>
  /** Waits until the connection is closed. */
  closed(): Promise<void>
}

/** @param headers  besides those that a stream needs */
export async function openStream(
  url: string,
  topic: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<StreamClient> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  let head: string | undefined
  let raw = Buffer.alloc(0)
  let partial = ''
  const lines: string[] = []
  let ended = false
  let closed = false
  let wake: () => void = () => {}

  function decode(): void {
    if (head === undefined) {
      const end = raw.indexOf('\r\n\r\n')
      if (end < 0) return
      head = raw.toString('latin1', 0, end)
      raw = raw.subarray(end + 4)
    }
    while (!ended) {
      const sizeEnd = raw.indexOf('\r\n')
      const size = Number.parseInt(raw.toString('latin1', 0, sizeEnd), 16)
      if (sizeEnd < 0 || raw.length < sizeEnd + 4 + size) return
      // Answers are ASCII here, so that no character is cut in two.
      const text = partial + raw.toString('latin1', sizeEnd + 2, sizeEnd + 2 + size)
      const complete = text.split('\r\n')
      partial = complete.pop() as string
      lines.push(...complete)
      raw = raw.subarray(sizeEnd + 4 + size)
      if (size === 0) ended = true
    }
  }
  socket.on('data', (chunk: Buffer) => {
    raw = Buffer.concat([raw, chunk])
    decode()
    wake()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    closed = true
    wake()
  })

  async function until(condition: () => boolean, what: string): Promise<void> {
    const timer = setTimeout(() => socket.destroy(), WAIT_MS)
    while (!condition()) {
      if (closed) throw new Error(`${what} has not come: ${head}\n${lines.slice(0, 5).join('\n')}${partial}`)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    clearTimeout(timer)
  }
  const take = (count: number) => lines.splice(0, count).map((line) => JSON.parse(line) as StreamAnswer)

  const all = { Host: 'proxy.test', 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked', ...headers }
  const fields = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST /v3/clusters/any/topics/${topic}/records HTTP/1.1\r\n${fields.join('')}\r\n`)
  return {
    socket,
    async head() {
      await until(() => head !== undefined, 'The head')
      return head as string
    },
    async send(text) {
      const bytes = Buffer.from(text)
      socket.write(`${bytes.length.toString(16)}\r\n`)
      socket.write(bytes)
      if (!socket.write('\r\n')) await once(socket, 'drain')
    },
    finish: () => void socket.write('0\r\n\r\n'),
    async answers(count) {
      await until(() => lines.length >= count, `Answer ${count}`)
      return take(count)
    },
    async rest() {
      await until(() => ended, 'The end')
      return take(lines.length)
    },
    closed: () => until(() => closed, 'The end of the connection').catch(() => {}),
  }
}

const WAIT_MS = 20_000

export function jsonRecord(value: unknown): string {
  return JSON.stringify({ value: { type: 'JSON', data: value } })
}

/** A topic with one partition, where offsets tell the order. */
export const ownTopic = () => createTopic({ hint: 'stream' })
