import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Output } from '../../../shared/consume/render/output.ts'
import { Undecodable } from '../../../shared/consume/render/part-writer.ts'
import { writeText } from '../../../shared/consume/render/text.ts'

/** The text of bytes that have others on both sides, written into an output that has to grow. */
function written(bytes: Uint8Array): string {
  const source = Buffer.concat([Buffer.from([0xff, 0xe9]), bytes, Buffer.from([0x80])])
  const output = new Output(1)
  equal(writeText(output, source, 2, 2 + bytes.length), bytes.length)
  return output.view().toString()
}

for (const [text, json] of [
  ['', '""'],
  ['null', '"null"'],
  ['é世😀\u2028\u007f', '"é世😀\u2028\u007f"'],
  ['"a\\b"', '"\\"a\\\\b\\""'],
  ['\n\t\0\u001f', '"\\n\\t\\u0000\\u001f"'],
] as const) {
  test(`${JSON.stringify(text)} is read as ${json}`, () => equal(written(Buffer.from(text)), json))
}

test('any text is a string of JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      equal(JSON.parse(written(Buffer.from(text))), text)
    }),
  )
})

test('whatever bytes there are, they are text or said not to be', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString()
      if (Buffer.from(text).equals(bytes)) equal(JSON.parse(written(bytes)), text)
      else throws(() => written(bytes), { constructor: Undecodable, message: 'it is not UTF-8' })
    }),
  )
})
