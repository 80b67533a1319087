import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { writeBinary } from '../../shared/consume/render/binary.ts'
import { Output } from '../../shared/consume/render/output.ts'
import { createBinaryFormat } from '../../shared/formats/binary.ts'
import type { PartEncoder } from '../../shared/formats/format.ts'
import { BadRequest } from '../../shared/http/errors/request.ts'
import { datum as json } from '../support/datum.ts'

const format = createBinaryFormat()
const value = format.encoder('value', 'orders', {}, true, 0) as PartEncoder
const key = format.encoder('key', 'orders', {}, true, 0) as PartEncoder
const encode = (datum: unknown) => value.encode(json(datum))

const accepted: [string, string][] = [
  ['', ''],
  ['AA==', '00'],
  ['AA', '00'],
  ['S2Fma2E=', '4b61666b61'],
  ['S2Fma2E', '4b61666b61'],
  ['+/+/', 'fbffbf'],
  ['QUJD', '414243'],
  ['QR==', '41'],
]
for (const [text, hex] of accepted) {
  test(`base64 ${JSON.stringify(text)} is stored as the bytes ${hex || 'of an empty value'}`, () => {
    equal(encode(text)?.toString('hex'), hex)
  })
}

const refused: [string, unknown][] = [
  ['white space inside', 'QU JD'],
  ['white space at the end', 'QUJD\n'],
  ['white space that takes the place of digits', 'QUJ '],
  ['the URL-safe -', '-_-_'],
  ['the URL-safe _', 'QUJ_'],
  ['a single left-over digit', 'QUJDR'],
  ['a character of another alphabet', 'QUJ*'],
  ['a character beyond ASCII', 'QUJé'],
  ['too little padding', 'QQ='],
  ['padding where none is needed', 'QUJD='],
  ['padding alone', '='],
  ['two paddings alone', '=='],
  ['padding in the middle', 'QQ==QUJD'],
  ['three paddings', 'Q==='],
  ['a number', 12],
  ['a boolean', true],
  ['an object', {}],
  ['an array', ['QUJD']],
]
for (const [what, datum] of refused) {
  test(`${what} is refused in binary: 400, Bad Request`, () => {
    throws(() => encode(datum), { constructor: BadRequest, code: 400, message: /^Bad Request: \/value: / })
  })
}

test('JSON null is a null key or value', () => {
  equal(encode(null), null)
  equal(encode(undefined), null)
})

test('the message names the part and what was found', () => {
  throws(() => key.encode(json('no base64!')), {
    message:
      'Bad Request: /key: not base64 (letters, digits, + and /, with or without padding, no white space), found the string "no base64!"',
  })
  throws(() => encode({ a: 1 }), { message: 'Bad Request: /value: expected a base64 string, found an object' })
})

test('every length of data survives, with and without padding', () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 73 + length) & 255))
    deepEqual(encode(bytes.toString('base64')), bytes)
    deepEqual(encode(bytes.toString('base64').replace(/=+$/, '')), bytes)
  }
})

test('any bytes come back as they were sent', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const stored = encode(Buffer.from(bytes).toString('base64')) as Buffer
      const output = new Output(1)
      writeBinary(output, stored, 0, stored.length)
      deepEqual(Buffer.from(JSON.parse(output.view().toString()), 'base64'), Buffer.from(bytes))
    }),
  )
})

test('binary records carry no schema id', () => {
  equal(value.schemaId, null)
})
