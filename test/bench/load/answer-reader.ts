import { decodeChunked } from './chunked.ts'

const HEAD_END = Buffer.from('\r\n\r\n')
const UNSTORED = Buffer.from('"offset":null')

/** Hears of each answer: its body when it is good, otherwise the whole of it in an error. */
export type OnAnswer = (error: Error | undefined, body: Buffer) => void

/**
 * Reads the answers of a connection, looking at no more than it must: the status, the length, and whether a record was
 * refused. An answer has a Content-Length or comes in chunks; the next one is not asked for before it is whole.
 *
 * @returns takes what the socket gives
 */
export function createAnswerReader(onAnswer: OnAnswer): (chunk: Buffer) => void {
  let parts: Buffer[] = []
  let have = 0
  let want = 0

  function take(bytes: Buffer): void {
    const headEnd = bytes.indexOf(HEAD_END)
    const head = headEnd < 0 ? '' : bytes.toString('latin1', 0, headEnd)
    const bodyStart = headEnd + HEAD_END.length
    const length = contentLength(head)
    const chunked = length === undefined && /\r\ntransfer-encoding: *chunked/i.test(head)
    const decoded = chunked ? decodeChunked(bytes.subarray(bodyStart)) : bytes.subarray(bodyStart)
    // A head in two pieces is so rare that it is read again from its beginning, and so are chunks: our own answers have none.
    want = headEnd < 0 || chunked ? 0 : bodyStart + (length ?? 0)
    have = bytes.length
    parts = [bytes]
    if (headEnd < 0 || have < want || decoded === undefined) return
    parts = []
    const whole = length !== undefined || chunked
    const good = whole && head.startsWith('HTTP/1.1 200 ') && !decoded.includes(UNSTORED)
    onAnswer(good ? undefined : new Error(`Not the answer expected: ${bytes.toString('utf8', 0, 2000)}`), decoded)
  }

  return (chunk) => {
    if (parts.length === 0) return take(chunk)
    parts.push(chunk)
    have += chunk.length
    if (have >= want) take(Buffer.concat(parts))
  }
}

function contentLength(head: string): number | undefined {
  const found = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return found === undefined ? undefined : Number(found)
}
