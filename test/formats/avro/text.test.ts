import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compile } from '../../../shared/formats/avro/compile.ts'
import { parseSchema } from '../../../shared/formats/avro/parse.ts'
import { parseExact } from '../../../shared/formats/exact.ts'
import { createSink, discard, take } from '../../../shared/formats/sink.ts'
import { sample } from './arbitrary.ts'
import { readable } from './readable.ts'

/** The bytes of a datum from its text, which must be read to its end or be said to need an exact parser, and from its value. */
function bothWays(schema: unknown, text: string): [fromText: string, fromValue: string] {
  const writers = compile(parseSchema(JSON.stringify(schema)))
  const sink = createSink()
  // Something else stands on both sides of it, as in a request.
  const body = Buffer.from(`[1,${text}]`)
  const end = writers.text(sink, body, 3)
  const fromText = take(sink).toString('hex')
  equal(end, body.length - 1)
  sink.exact = true
  writers.write(sink, parseExact(text))
  const fromValue = take(sink).toString('hex')
  return [sink.rounded ? fromValue : fromText, fromValue]
}

function same(schema: unknown, text: string): void {
  const [fromText, fromValue] = bothWays(schema, text)
  equal(fromText, fromValue)
}

/** The same JSON with white space wherever it may be. */
function spread(text: string): string {
  return JSON.stringify(JSON.parse(text), undefined, '\t ').replaceAll(/^(\s*"[^"]*"): /gm, '$1 :\r\n')
}

test('whatever the schema, the text of a datum makes the same bytes as its value', () => {
  fc.assert(
    fc.property(readable, ({ schema, text }) => same(schema, text)),
    { numRuns: 2_000 },
  )
})

test('so it does with members in another order, and with white space', () => {
  fc.assert(
    fc.property(sample, ({ schema, text }) => {
      same(schema, text)
      same(schema, spread(text))
    }),
    { numRuns: 1_000 },
  )
})

test('a double is read to the last bit, however it is spelled', () => {
  const spelled = fc.tuple(
    fc.oneof(fc.bigInt(0n, 10n ** 18n), fc.bigInt(0n, 10n ** 7n)).map(String),
    fc.oneof(
      fc.constant(''),
      fc.bigInt(0n, 10n ** 18n).map((digits) => `.${digits}`),
      fc.constant('.000001'),
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant('') },
      fc.integer({ min: -300, max: 280 }).map((e) => `e${e}`),
    ),
    fc.boolean(),
  )
  fc.assert(
    fc.property(spelled, ([whole, decimals, exponent, negative]) => {
      const text = `${negative ? '-' : ''}${whole}${decimals}${exponent}`
      const expected = Buffer.alloc(8)
      expected.writeDoubleLE(JSON.parse(text))
      equal(bothWays('double', text)[0], expected.toString('hex'))
    }),
    { numRuns: 5_000 },
  )
})

test('a float is what its double is rounded to', () => {
  fc.assert(
    fc.property(fc.double({ min: -3e38, max: 3e38, noNaN: true }), (value) => same('float', JSON.stringify(value))),
    { numRuns: 2_000 },
  )
})

test('whole numbers are exact up to the ends of their ranges, and behind signs and exponents', () => {
  for (const text of ['0', '-0', '7', '-7', '2147483647', '-2147483648', '1.0', '1e3', '-1E+2', '2.50e1'])
    same('int', text)
  for (const edge of [15n, 53n, 62n, 63n]) {
    for (const more of [-2n, -1n, 0n, 1n]) {
      const value = 2n ** edge + more
      if (value < 2n ** 63n) same('long', String(value))
      if (value <= 2n ** 63n) same('long', String(-value))
    }
  }
  for (let digits = 1; digits <= 18; digits++) same('long', '9'.repeat(digits))
  same('long', '1e18')
  same('long', '9007199254740993.0')
})

test('strings of all lengths, with escapes and without, are stored as they read', () => {
  for (const length of [0, 1, 23, 39, 40, 41, 63, 64, 65, 500, 70_000]) {
    for (const unit of ['x', 'é', '\n', '"', '\\', '\u{1f52d}']) {
      same('string', JSON.stringify(unit.repeat(length)))
      same('string', JSON.stringify(`${'a'.repeat(length)}${unit}`))
    }
  }
  same('string', '"\\u0041\\/"')
})

test('an array of any length has its number in front, wherever its memory ends', () => {
  for (const length of [0, 1, 63, 64, 65, 8_191, 8_192, 70_000]) {
    const text = `[${Array(length).fill('5').join()}]`
    same({ type: 'array', items: 'int' }, text)
    same({ type: 'array', items: { type: 'array', items: 'int' } }, `[${text},[],${text}]`)
  }
})

test('a member named twice counts as JSON.parse has it', () => {
  const schema = {
    type: 'record',
    name: 'R',
    fields: [
      { name: 'a', type: 'int' },
      { name: 'b', type: 'int' },
    ],
  }
  same(schema, '{"a":1,"b":2,"a":3}')
  same(schema, '{"a":1,"a":3,"b":2}')
  same(['null', 'int'], '{"int":1,"int":2}')
})

test('a datum that does not fit is refused from its text as from its value', () => {
  const refused: readonly [schema: unknown, text: string][] = [
    ['int', '2147483648'],
    ['int', '"1"'],
    ['long', '1.5'],
    ['long', '99999999999999999999999'],
    ['float', '1e39'],
    ['double', '1e400'],
    ['string', '1'],
    ['null', '0'],
    ['boolean', '1'],
    [{ type: 'enum', name: 'E', symbols: ['A'] }, '"B"'],
    [{ type: 'array', items: 'int' }, '{}'],
    [{ type: 'array', items: 'int' }, '[1,"2"]'],
    [{ type: 'map', values: 'int' }, '[]'],
    [['null', 'int'], '1'],
    [['null', 'int'], '{"long":1}'],
    [['null', 'int'], '{"int":1,"x":2}'],
    [['int', 'string'], 'null'],
    [{ type: 'record', name: 'R', fields: [] }, '{"a":1}'],
    [{ type: 'record', name: 'R', fields: [{ name: 'a', type: 'int' }] }, '{}'],
    [{ type: 'record', name: 'R', fields: [{ name: 'a', type: 'int' }] }, '{"a":1,"b":2}'],
    [{ type: 'record', name: 'R', fields: [{ name: 'a', type: 'int' }] }, '[]'],
  ]
  for (const [schema, text] of refused) {
    const writers = compile(parseSchema(JSON.stringify(schema)))
    const sink = createSink()
    const refusals = [() => writers.text(sink, Buffer.from(text), 0), () => writers.write(sink, JSON.parse(text))].map(
      (attempt) => {
        try {
          attempt()
          return undefined
        } catch (error) {
          discard(sink)
          return error?.constructor.name
        }
      },
    )
    deepEqual(refusals, ['Mismatch', 'Mismatch'], `${JSON.stringify(schema)} ${text}`)
  }
})
