import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { createAnswerReader } from './answer-reader.ts'

const stored = '{"offsets":[{"partition":0,"offset":7,"error_code":null,"error":null}]}'
const refused = '{"offsets":[{"partition":null,"offset":null,"error_code":50003,"error":"…"}]}'

function answer(body: string, status = '200 OK'): Buffer {
  return Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nDate: x\r\n\r\n${body}`)
}

/** What a reader makes of chunks: a body for each good answer, an error's words for each other. */
function read(chunks: readonly Buffer[]): string[] {
  const seen: string[] = []
  const take = createAnswerReader((error, body) => seen.push(error ? error.message : body.toString()))
  for (const chunk of chunks) take(chunk)
  return seen
}

test('an answer is read alike however the network cuts it', () => {
  const whole = answer(stored)
  for (let cut = 1; cut < whole.length; cut++) {
    deepEqual(read([whole.subarray(0, cut), whole.subarray(cut)]), [stored], `cut at ${cut}`)
  }
  deepEqual(read(Array.from(whole, (byte) => Buffer.of(byte))), [stored])
})

test('answers that follow each other on a connection are told apart', () => {
  deepEqual(read([answer(stored), answer('{}'), answer(stored)]), [stored, '{}', stored])
})

test('an answer in chunks is read alike however the network cuts it', () => {
  const body = `${stored}0\r\n\r\n`
  const chunks = [body.slice(0, 7), body.slice(7)].map((each) => `${each.length.toString(16)}\r\n${each}\r\n`)
  const whole = Buffer.from(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`)
  for (let cut = 1; cut < whole.length; cut++) {
    deepEqual(read([whole.subarray(0, cut), whole.subarray(cut)]), [body], `cut at ${cut}`)
  }
})

test('another status, a refused record and an answer without a length are errors', () => {
  const seen = read([
    answer(stored, '503 Service Unavailable'),
    answer(refused),
    Buffer.from('HTTP/1.1 200 OK\r\n\r\n'),
  ])
  equal(seen.length, 3)
  for (const words of seen) match(words, /^Not the answer expected: HTTP/)
})
