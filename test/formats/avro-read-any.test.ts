import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileAvro } from '../../shared/formats/avro.ts'
import { JsonText } from '../../shared/formats/json-text.ts'
import { createSink } from '../../shared/formats/sink.ts'
import { read } from './avro/read.ts'
import { readable } from './avro/readable.ts'
import { referenceType } from './avro/reference.ts'

test('what avsc encodes, whatever its schema, is read as text that says the same', () => {
  fc.assert(
    fc.property(readable, ({ schema, value, bare }) => {
      const text = read(schema, referenceType(schema).toBuffer(value))
      equal(text, bare)
      JSON.parse(text)
    }),
    { numRuns: 1_000 },
  )
})

test('what this proxy encodes, whatever its schema, is read as the text that was sent', () => {
  const sink = createSink()
  fc.assert(
    fc.property(readable, ({ schema, text, bare }) => {
      const codec = compileAvro(JSON.stringify(schema))
      const message = codec.encode(sink, 1, JsonText.of(text), '/value')
      equal(read(schema, message.subarray(5)), bare)
    }),
    { numRuns: 1_000 },
  )
})

test('what is read and encoded again is the same bytes', () => {
  const sink = createSink()
  fc.assert(
    fc.property(readable, ({ schema, value }) => {
      // A wrapper is kept only below the top.
      const array = { type: 'array', items: schema }
      const bytes = referenceType(array).toBuffer([value, value])
      const text = read(array, bytes)
      const message = compileAvro(JSON.stringify(array)).encode(sink, 1, JsonText.of(text), '/value')
      deepEqual(message.subarray(5), bytes)
    }),
    { numRuns: 500 },
  )
})
