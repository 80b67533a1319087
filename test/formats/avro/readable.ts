import fc from 'fast-check'

/** A schema, a datum of it as avsc has it (longs as bigint, unions wrapped), and the text it should be read as. */
export interface Readable {
  readonly schema: unknown
  /** What the type is called as a branch of a union. */
  readonly label: string
  readonly value: unknown
  readonly text: string
  /** The text where the type is the whole schema. */
  readonly bare: string
}

const of = (schema: unknown, label: string, value: unknown, text: string, bare = text): Readable => ({
  schema,
  label,
  value,
  text,
  bare,
})

const primitive = <T>(schema: string, values: fc.Arbitrary<T>, text: (value: T) => string) =>
  values.map((value) => of(schema, schema, value, text(value)))

let named = 0
/** A name no other type has, in a namespace or outside of all. */
const fullName = fc.constantFrom('', 'n', 'a.b').map((namespace) => {
  const name = `T${named++}`
  return { names: { name, namespace }, label: namespace === '' ? name : `${namespace}.${name}` }
})

function quoted(bytes: Uint8Array): string {
  return JSON.stringify(Buffer.from(bytes).toString('latin1')).replaceAll(/\\u00../g, (text) =>
    text.toUpperCase().replace('U', 'u'),
  )
}

function decimal(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

function shortest(value: number): number {
  if (value === 0) return value
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) === value) return shorter
  }
  return Number(value.toPrecision(9))
}

const finite = { noNaN: true, noDefaultInfinity: true }
const long = fc
  .tuple(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.nat(63))
  .map(([value, shift]) => value >> BigInt(shift))
const string = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.toWellFormed())
const stringText = (value: string) =>
  JSON.stringify(value).replaceAll(/\\u00(..)/g, (_, digits) => `\\u00${digits.toUpperCase()}`)

type Kind = 'any' | 'leaf' | 'branch' | 'array' | 'map' | 'record' | 'union'

const { any } = fc.letrec<Record<Kind, Readable>>((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('array'), tie('map'), tie('record'), tie('union')),
  branch: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('array'), tie('map'), tie('record')),
  leaf: fc.oneof(
    primitive('null', fc.constant(null), String),
    primitive('boolean', fc.boolean(), String),
    primitive('int', fc.integer(), String),
    primitive('long', long, String),
    primitive('float', fc.float(finite), (value) => decimal(shortest(value))),
    primitive('double', fc.double(finite), decimal),
    primitive('string', string, stringText),
    primitive('bytes', fc.uint8Array().map(Buffer.from), quoted),
    fc
      .tuple(fullName, fc.uint8Array({ minLength: 1, maxLength: 20 }))
      .map(([{ names, label }, bytes]) =>
        of({ type: 'fixed', ...names, size: bytes.length }, label, Buffer.from(bytes), quoted(bytes)),
      ),
    fc.tuple(fullName, fc.integer({ min: 1, max: 200 }), fc.nat()).map(([{ names, label }, length, pick]) => {
      const symbols = Array.from({ length }, (_, index) => `S${index}`)
      const symbol = symbols[pick % length] as string
      return of({ type: 'enum', ...names, symbols }, label, symbol, `"${symbol}"`)
    }),
  ),
  array: fc.tuple(tie('any'), fc.nat(3)).map(([item, length]) => {
    const values = Array.from({ length }, () => item)
    return of(
      { type: 'array', items: item.schema },
      'array',
      values.map(({ value }) => value),
      `[${values.map(({ text }) => text).join()}]`,
    )
  }),
  map: fc.tuple(tie('any'), fc.uniqueArray(string, { maxLength: 3 })).map(([item, strings]) => {
    // Others come in another order out of an object.
    const keys = strings.map((key) => `k${key}`)
    return of(
      { type: 'map', values: item.schema },
      'map',
      Object.fromEntries(keys.map((key) => [key, item.value])),
      `{${keys.map((key) => `${stringText(key)}:${item.text}`).join()}}`,
    )
  }),
  record: fc.tuple(fullName, fc.array(tie('any'), { maxLength: 6 })).map(([{ names, label }, items]) => {
    const fields = items.map((_, index) => (index === 0 ? 'long_name_of_a_field' : `f${index}`))
    return of(
      { type: 'record', ...names, fields: items.map((item, index) => ({ name: fields[index], type: item.schema })) },
      label,
      Object.fromEntries(items.map((item, index) => [fields[index], item.value])),
      `{${items.map((item, index) => `"${fields[index]}":${item.text}`).join()}}`,
    )
  }),
  union: fc
    .tuple(fc.uniqueArray(tie('branch'), { selector: ({ label }) => label, minLength: 1, maxLength: 5 }), fc.nat())
    .map(([branches, pick]) => {
      const { label, value, text } = branches[pick % branches.length] as Readable
      const schema = branches.map((branch) => branch.schema)
      if (label === 'null') return of(schema, 'union', null, text)
      return of(schema, 'union', { [label]: value }, `{${JSON.stringify(label)}:${text}}`, text)
    }),
}))

/** Data of schemas of every kind. */
export const readable = any
