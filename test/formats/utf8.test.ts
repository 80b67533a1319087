import { equal } from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { test } from 'node:test'
import fc from 'fast-check'
import { characterEnd } from '../../shared/formats/utf8.ts'

/** Whether the bytes are UTF-8, asked character by character. */
function wellFormed(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    if ((bytes[at] as number) < 0x80) at++
    else {
      at = characterEnd(bytes, at, bytes.length)
      if (at < 0) return false
    }
  }
  return true
}

test('every first and second byte is judged as Node judges it, alone and with bytes behind', () => {
  for (let first = 0x80; first <= 0xff; first++) {
    for (let second = 0; second <= 0xff; second++) {
      for (const rest of [[], [0x80], [0xbf, 0xbf], [0x80, 0x7f], [0x80, 0xc0], [0x7f, 0x80], [0x80, 0x80, 0x80]]) {
        const bytes = Uint8Array.of(first, second, ...rest)
        equal(wellFormed(bytes), isUtf8(bytes), Buffer.from(bytes).toString('hex'))
      }
    }
  }
})

test('every character ends where it ends, and cut off it is none', () => {
  for (let code = 0x80; code <= 0x10ffff; code += code < 0x800 ? 1 : 61) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const bytes = Buffer.from(`é${String.fromCodePoint(code)}é`)
    const end = bytes.length - 2
    equal(characterEnd(bytes, 2, bytes.length), end)
    equal(characterEnd(bytes, 2, end), end)
    equal(characterEnd(bytes, 2, end - 1), -1)
  }
})

test('text with bytes changed is judged as Node judges it', () => {
  const text = fc.string({ unit: 'binary', minLength: 1 }).map((value) => Buffer.from(value))
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(255), (bytes, at, byte) => {
      bytes[at % bytes.length] = byte
      equal(wellFormed(bytes), isUtf8(bytes))
    }),
    { numRuns: 2_000 },
  )
})
