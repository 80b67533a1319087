import fc from 'fast-check'

/** A field's type, with values of it in canonical JSON. */
interface Sample {
  readonly type: string
  /** Of the message or enum that it is, inside of the message that has the field. */
  readonly declaration: string
  /** Three of them. */
  readonly values: readonly unknown[]
}

const signed = (bits: number) => fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n })
const unsigned = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
const base64 = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64'))
const text = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed())
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0))
// Exact with few digits: more of them are shown differently.
const float = fc.integer({ min: -(2 ** 20), max: 2 ** 20 }).map((eighths) => eighths / 8)
const special = fc.constantFrom('NaN', 'Infinity', '-Infinity')

const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ...Object.fromEntries(['int32', 'sint32', 'sfixed32'].map((type) => [type, signed(32).map(Number)])),
  ...Object.fromEntries(['uint32', 'fixed32'].map((type) => [type, unsigned(32).map(Number)])),
  ...Object.fromEntries(['int64', 'sint64', 'sfixed64'].map((type) => [type, signed(64).map(String)])),
  ...Object.fromEntries(['uint64', 'fixed64'].map((type) => [type, unsigned(64).map(String)])),
  double: fc.oneof({ weight: 9, arbitrary: double }, { weight: 1, arbitrary: special }),
  float: fc.oneof({ weight: 9, arbitrary: float }, { weight: 1, arbitrary: special }),
  bool: fc.boolean(),
  string: text,
  bytes: base64,
}
const keys: Readonly<Record<string, fc.Arbitrary<string>>> = {
  string: text,
  bool: fc.boolean().map(String),
  sint32: signed(32).map(String),
  fixed64: unsigned(64).map(String),
}
const three = (values: fc.Arbitrary<unknown>) => fc.array(values, { minLength: 3, maxLength: 3 })

let named = 0
const { message } = fc.letrec<{ sample: Sample; scalar: Sample; symbol: Sample; message: Sample }>((tie) => ({
  sample: fc.oneof({ maxDepth: 2 }, tie('scalar'), tie('symbol'), tie('message')),
  scalar: fc
    .constantFrom(...Object.keys(scalars))
    .chain((type) =>
      three(scalars[type] as fc.Arbitrary<unknown>).map((values) => ({ type, declaration: '', values })),
    ),
  symbol: fc.integer({ min: 1, max: 5 }).chain((count) => {
    const type = `E${named++}`
    const symbols = Array.from({ length: count }, (_, index) => `${type}_S${index}`)
    const numbered = symbols.map((symbol, index) => `${symbol} = ${index % 2 === 0 ? index : -index};`)
    return three(fc.constantFrom(...symbols)).map((values) => {
      return { type, declaration: `enum ${type} { ${numbered.join(' ')} }`, values }
    })
  }),
  message: fc
    .array(
      fc.record({
        sample: tie('sample'),
        shape: fc.constantFrom('', '', 'optional', 'repeated', 'oneof', ...Object.keys(keys)),
        gap: fc.integer({ min: 1, max: 300 }),
        mapKeys: fc.record(keys),
        length: fc.nat(3),
        present: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((fields) => {
      const type = `M${named++}`
      const values: Record<string, unknown>[] = [{}, {}, {}]
      let number = 0
      const declared = fields.map(({ sample, shape, gap, mapKeys, length, present }, index) => {
        const name = index % 2 === 0 ? `field_${index}` : `mixedCase${index}`
        number += gap
        for (const [at, value] of values.entries()) {
          if (!present[at]) continue
          const one = sample.values[at]
          if (shape === 'repeated') value[name] = sample.values.slice(0, length)
          else if (shape in keys) value[name] = { [mapKeys[shape] as string]: one }
          else value[name] = one
        }
        if (shape === 'oneof') return `oneof one_${index} { ${sample.type} ${name} = ${number}; }`
        const label = shape in keys ? `map<${shape}, ${sample.type}>` : `${shape} ${sample.type}`
        return `${label} ${name} = ${number};`
      })
      const nested = fields.map(({ sample }) => sample.declaration)
      return { type, declaration: `message ${type} { ${[...nested, ...declared].join(' ')} }`, values }
    }),
}))

/** A `.proto` file, and three data of its first message in canonical JSON. */
export const protobufSample = message.map(({ declaration, values }) => ({
  schema: `syntax = "proto3"; package any; ${declaration}`,
  values,
}))
