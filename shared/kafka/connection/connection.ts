import { type API, Reader, Writer } from '@platformatic/kafka'
import type { BufferPool } from '../../buffer-pool.ts'
import type { BrokerAddress } from '../connections.ts'
import type { TlsSettings } from '../settings.ts'
import { frameReader } from './frames.ts'
import { openSocket } from './socket.ts'

/** How a connection is made, and what it is worth. */
export interface ConnectionSettings {
  readonly clientId: string
  readonly tls: TlsSettings | undefined
  /** Milliseconds after which a request without an answer has failed, and the connection with it. */
  readonly requestTimeoutMs: number
  /** For answers; see {@link frameReader}. */
  readonly memory: BufferPool
}

/** A connection to one broker: requests, and their answers in the same order. */
export interface Connection {
  /** Settles when requests can be sent. @throws what the socket says */
  readonly ready: Promise<void>
  /**
   * Sends a request. Those of one connection are answered one after the other.
   *
   * @throws ConnectionLost  no answer; whether the broker did what was asked is not known
   * @throws Error           the answer could not be read, or carries error codes (`response` has it then)
   */
  call<Args extends unknown[], Answer>(api: API<Args, Answer>, ...args: Args): Promise<Answer>
  /** At once; what has no answer yet fails. */
  close(): void
}

/** The connection was cut, or a request had no answer in time. */
export class ConnectionLost extends Error {
  constructor(message: string, cause?: Error) {
    super(message, cause && { cause })
    this.name = 'ConnectionLost'
  }
}

/** What the library's calls are made with: they encode, decode, and leave sending to whoever has a connection. */
type Send = (
  apiKey: number,
  apiVersion: number,
  createPayload: () => Writer,
  parse: (correlationId: number, apiKey: number, apiVersion: number, reader: Reader) => unknown,
  hasRequestTags: boolean,
  hasResponseTags: boolean,
  callback: Callback,
) => void

type Callback = (error: Error | null, answer?: unknown) => void

interface Unanswered {
  readonly parse: (reader: Reader) => unknown
  readonly callback: Callback
  /** Epoch milliseconds. */
  readonly sentAt: number
}

const CORRELATION_BYTES = 4
const EMPTY_TAGS_BYTES = 1
const LARGE_BYTES = 16_384

/**
 * Begins a connection to a broker (Kafka protocol guide, "Network").
 *
 * @param onClosed  it is of no use any more, and what was unanswered has failed; called once
 */
export function openConnection(
  address: BrokerAddress,
  { clientId, tls, requestTimeoutMs, memory }: ConnectionSettings,
  onClosed: (reason: Error | undefined) => void,
): Connection {
  const ready = Promise.withResolvers<void>()
  // Who closes it before it is ready may not ask.
  ready.promise.catch(() => {})
  /** By correlation id; the oldest first. */
  const unanswered = new Map<number, Unanswered>()
  let correlation = 0
  let closed = false
  let timer: NodeJS.Timeout | undefined

  const socket = openSocket(address, tls, ready.resolve, frameReader(memory, onFrame, close))
  // An error is followed by the end, which tells nothing.
  socket.on('error', close)
  socket.on('close', () => close())

  function close(reason?: Error): void {
    if (closed) return
    closed = true
    clearTimeout(timer)
    socket.destroy()
    const error = new ConnectionLost(
      reason instanceof ConnectionLost ? reason.message : 'The connection is closed.',
      reason,
    )
    ready.reject(error)
    const lost = [...unanswered.values()]
    unanswered.clear()
    for (const { callback } of lost) callback(error)
    onClosed(reason)
  }

  function onFrame(frame: Buffer): void {
    const id = frame.readInt32BE(0)
    const request = unanswered.get(id)
    if (!request) {
      close(new ConnectionLost('The broker answers what it was not asked.'))
      return
    }
    unanswered.delete(id)
    const reader = Reader.from(frame)
    reader.skip(CORRELATION_BYTES)
    let answer: unknown
    try {
      answer = request.parse(reader)
    } catch (error) {
      request.callback(error as Error)
      return
    }
    request.callback(null, answer)
  }

  /** Large parts go out as they are: joining them would copy them, and make more work for the collector. */
  function write(request: Writer): void {
    if (request.length < LARGE_BYTES) {
      socket.write(request.buffer)
      return
    }
    socket.cork()
    for (const part of request.buffers) socket.write(part)
    socket.uncork()
  }

  /** One timer for all: the oldest request's time is up first. */
  function watch(): void {
    timer = undefined
    const [oldest] = unanswered.values()
    if (!oldest) return
    const left = oldest.sentAt + requestTimeoutMs - Date.now()
    // After a time-out the late answer would be taken for another request's.
    if (left <= 0) close(new ConnectionLost('A request had no answer in time.'))
    else timer = setTimeout(watch, left)
  }

  const send: Send = (apiKey, apiVersion, createPayload, parse, hasRequestTags, hasResponseTags, callback) => {
    if (closed) {
      callback(new ConnectionLost('The connection is closed.'))
      return
    }
    correlation = (correlation + 1) & 0x7fffffff
    const id = correlation
    const writer = Writer.create().appendInt16(apiKey).appendInt16(apiVersion).appendInt32(id)
    writer.appendString(clientId, false)
    if (hasRequestTags) writer.appendTaggedFields()
    writer.appendFrom(createPayload()).prependLength()
    unanswered.set(id, {
      parse(reader) {
        if (hasResponseTags) reader.skip(EMPTY_TAGS_BYTES)
        return parse(id, apiKey, apiVersion, reader)
      },
      callback,
      sentAt: Date.now(),
    })
    write(writer)
    timer ??= setTimeout(watch, requestTimeoutMs)
  }

  return {
    ready: ready.promise,
    call: (api, ...args) => api.async({ send } as never, ...args),
    close: () => close(),
  }
}
