import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { constantText, writeConstant } from '../../shared/formats/constant-text.ts'

test('a constant text is written as UTF-8, wherever it goes, and changes no more than 3 bytes behind it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(20), (text, at) => {
      const wanted = Buffer.from(text)
      const bytes = Buffer.alloc(at + wanted.length + 20, '!')
      const end = writeConstant(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at, constantText(text))
      equal(end, at + wanted.length)
      equal(bytes.toString('hex', 0, at), Buffer.alloc(at, '!').toString('hex'))
      equal(bytes.toString('hex', at, end), wanted.toString('hex'))
      equal(bytes.toString('latin1', end + 3), '!'.repeat(17))
    }),
  )
})
