import { deepEqual, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { createAnswerReader } from './answers.ts'

const stream = Buffer.from('400200015002010270020003d00040021234', 'hex')
const expected = [
  [0x40, 1],
  [0x50, 0x102],
  [0x70, 3],
  [0xd0, 0],
  [0x40, 0x1234],
]

test('answers are found wherever a stream of them is cut', () => {
  for (let size = 1; size <= stream.length; size++) {
    const found: number[][] = []
    const read = createAnswerReader((header, packetId) => void found.push([header, packetId]))
    for (let at = 0; at < stream.length; at += size) read(stream.subarray(at, at + size))
    deepEqual(found, expected, `in pieces of ${size}`)
  }
})

test('anything that is no answer is an error', () => {
  const read = createAnswerReader(() => {})
  throws(() => read(Buffer.from('3003000161', 'hex')))
})
