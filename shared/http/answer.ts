import type { Call } from './call.ts'

/**
 * An answer before it becomes a `Response`: its body at hand, so that its size is known and it can be compressed, or a
 * stream, which goes out as it comes.
 */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer | ReadableStream<Uint8Array> | null
  /** To be called when the body has gone out, or never will: its memory may be used again. Not called on Lambda. */
  readonly sent?: () => void
}

/** A body that is JSON text already, in the negotiated type. */
export function textAnswer(call: Call, body: string | Buffer, status = 200, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'Content-Type': call.answerType, ...headers }, body }
}

/** A value as JSON, in the negotiated type. */
export function jsonAnswer(call: Call, value: unknown, status = 200, headers: Answer['headers'] = {}): Answer {
  return textAnswer(call, JSON.stringify(value), status, headers)
}
