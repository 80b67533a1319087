import fc from 'fast-check'

/** A schema and, as JSON text, a datum of it. */
export interface Sample {
  readonly schema: unknown
  readonly text: string
}

let named = 0
const primitive = (schema: string, values: fc.Arbitrary<unknown>) =>
  values.map((value): Sample => ({ schema, text: JSON.stringify(value) }))

const { sample } = fc.letrec<{
  sample: Sample
  leaf: Sample
  array: Sample
  map: Sample
  record: Sample
  union: Sample
}>((tie) => ({
  sample: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('array'), tie('map'), tie('record'), tie('union')),
  leaf: fc.oneof(
    primitive('null', fc.constant(null)),
    primitive('boolean', fc.boolean()),
    primitive('int', fc.integer()),
    primitive('long', fc.integer({ min: -(2 ** 52), max: 2 ** 52 })),
    primitive('float', fc.float({ noNaN: true, noDefaultInfinity: true })),
    primitive('double', fc.double({ noNaN: true, noDefaultInfinity: true })),
    primitive('string', fc.string({ unit: 'grapheme' })),
    primitive(
      'bytes',
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
    ),
  ),
  array: fc.tuple(tie('sample'), fc.nat(3)).map(([item, length]) => ({
    schema: { type: 'array', items: item.schema },
    text: `[${Array(length).fill(item.text).join()}]`,
  })),
  map: fc
    .tuple(tie('sample'), fc.uniqueArray(fc.string({ unit: 'grapheme-ascii' }), { maxLength: 3 }))
    .map(([value, keys]) => ({
      schema: { type: 'map', values: value.schema },
      text: `{${keys.map((key) => `${JSON.stringify(key)}:${value.text}`).join()}}`,
    })),
  record: fc
    .tuple(fc.uniqueArray(fc.constantFrom(...'abcdef')), fc.infiniteStream(tie('sample')))
    .map(([names, samples]) => {
      const fields = names.map((name) => ({ name, sample: samples.next().value as Sample }))
      return {
        schema: {
          type: 'record',
          name: `n.R${named++}`,
          fields: fields.map(({ name, sample: { schema: type } }) => ({ name, type })),
        },
        text: `{${fields
          .toReversed()
          .map(({ name, sample: { text } }) => `"${name}":${text}`)
          .join()}}`,
      }
    }),
  union: fc.tuple(fc.boolean(), fc.string()).map(([isNull, value]) => ({
    schema: ['null', 'string'],
    text: isNull ? 'null' : JSON.stringify({ string: value }),
  })),
}))

export { sample }
