import { deepEqual, equal, fail, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Output } from '../../shared/consume/render/output.ts'
import { compileAvroReader } from '../../shared/formats/avro-reader.ts'
import { Malformed } from '../../shared/formats/malformed.ts'
import { encode } from './avro/encode.ts'
import { read } from './avro/read.ts'
import { readable } from './avro/readable.ts'
import { referenceType } from './avro/reference.ts'

const list = {
  type: 'record',
  name: 'List',
  fields: [
    { name: 'head', type: 'int' },
    { name: 'tail', type: ['null', 'List'] },
  ],
}
const fixed = { type: 'fixed', name: 'F', size: 3 }
const record = (...types: unknown[]) => ({
  type: 'record',
  name: 'R',
  fields: types.map((type, index) => ({ name: `f${index}`, type })),
})
const array = (items: unknown) => ({ type: 'array', items })
const max = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]

const malformed: [string, unknown, number[], string][] = [
  ['no bytes', 'int', [], 'it ends too early'],
  ['no bytes for a boolean', 'boolean', [], 'it ends too early'],
  ['an int that is cut off', 'int', [0x80], 'it ends too early'],
  ['a long that is cut off in its first bytes', 'long', [0x80, 0x80], 'it ends too early'],
  ['a long that is cut off in the middle', 'long', [...max.slice(0, 6)], 'it ends too early'],
  ['a long that is cut off before its last byte', 'long', max, 'it ends too early'],
  ['a float that is cut off', 'float', [0, 0, 0], 'it ends too early'],
  ['a double that is cut off', 'double', [0, 0, 0, 0, 0, 0, 0], 'it ends too early'],
  ['a string that is cut off', 'string', [6, 0x61, 0x61], 'it ends too early'],
  ['bytes that are cut off', record('bytes'), [6, 0x61, 0x61], 'it ends too early'],
  ['a fixed that is cut off', fixed, [0x61, 0x61], 'it ends too early'],
  ['a record that is cut off', record('int', 'int'), [2], 'it ends too early'],
  ['an array without its end', array('int'), [2, 2], 'it ends too early'],
  ['an array of fewer items than it says', array('int'), [8, 2, 2], 'it ends too early'],
  ['a block that is longer than the record', array('int'), [1, 20, 2, 0], 'it ends too early'],
  ['a block of a negative size', array('int'), [1, 1, 2, 0], 'it has a negative length'],
  ['a map whose value is missing', { type: 'map', values: 'int' }, [2, 2, 0x61], 'it ends too early'],
  ['a union without its branch', record(['null', 'int']), [2], 'it ends too early'],
  ['bytes behind the datum', 'int', [2, 2], '1 bytes are left over'],
  ['bytes behind null', 'null', [0, 0, 0], '3 bytes are left over'],
  ['bytes behind a record', record('int'), [2, 0], '1 bytes are left over'],
  ['a boolean that is neither', 'boolean', [2], 'it has a boolean that is 2'],
  [
    'an int of 33 bits',
    'int',
    [0x80, 0x80, 0x80, 0x80, 0x10],
    'it has an int, a length or an index of more than 32 bits',
  ],
  [
    'an int of 6 bytes',
    'int',
    [0x80, 0x80, 0x80, 0x80, 0x80, 0],
    'it has an int, a length or an index of more than 32 bits',
  ],
  ['a long of 65 bits', 'long', [...max, 0x02], 'it has a long of more than 64 bits'],
  ['a long of 11 bytes', 'long', [...max, 0x80, 0], 'it has a long of more than 64 bits'],
  ['a length of 2^31 - 1', 'string', [0xfe, 0xff, 0xff, 0xff, 0x0f, 0x61], 'it ends too early'],
  [
    'a length of 2^63 - 1',
    record('bytes'),
    [0xfe, ...max.slice(1), 1],
    'it has an int, a length or an index of more than 32 bits',
  ],
  ['a negative length', 'string', [1], 'it has a negative length'],
  [
    'an index beyond the enum',
    { type: 'enum', name: 'E', symbols: ['A'] },
    [2],
    'it has symbol 1 of enum E, which has 1',
  ],
  [
    'a negative index of an enum',
    { type: 'enum', name: 'E', symbols: ['A'] },
    [1],
    'it has symbol -1 of enum E, which has 1',
  ],
  ['an enum without symbols', { type: 'enum', name: 'E', symbols: [] }, [0], 'it has symbol 0 of enum E, which has 0'],
  ['an index beyond the union', record(['null', 'int']), [4], 'it has branch 2 of a union of 2'],
  ['an index beyond a union that is the whole schema', ['null', 'int'], [4], 'it has branch 2 of a union of 2'],
  ['a negative index of a union', record(['null', 'int']), [1], 'it has branch -1 of a union of 2'],
  ['a union without branches', record([]), [0], 'it has branch 0 of a union of 0'],
  ['a string that is not UTF-8', 'string', [4, 0xc3, 0x28], 'it has a string that is not UTF-8'],
  ['a character that is cut off', 'string', [4, 0x61, 0xe6], 'it has a string that is not UTF-8'],
  [
    'a character that goes on behind the string',
    record('string', 'string'),
    [2, 0xc3, 2, 0xa9],
    'it has a string that is not UTF-8',
  ],
  ['a key that is not UTF-8', { type: 'map', values: 'int' }, [2, 2, 0xff, 2, 0], 'it has a string that is not UTF-8'],
]
for (const [what, schema, bytes, message] of malformed) {
  test(`${what}: malformed, and nothing is written`, () => {
    const output = new Output(64)
    output.appendAscii('[')
    throws(() => compileAvroReader(JSON.stringify(schema))(output, Buffer.from(bytes), 0, bytes.length), {
      constructor: Malformed,
      message,
    })
    equal(output.view().toString(), '[')
  })
}

function nestedList(length: number): Buffer {
  const levels = Array.from({ length }, (_, index) => (index === length - 1 ? [2, 0] : [2, 2]))
  return Buffer.from(levels.flat())
}

test('500 records within each other are read, more are refused, as deep as they may be', () => {
  equal(JSON.parse(read(list, nestedList(500))).head, 1)
  for (const length of [501, 10_000, 500_000]) {
    throws(() => read(list, nestedList(length)), { constructor: Malformed, message: 'it is nested too deeply' })
  }
})

test('depth counts records, arrays and maps alike, each once, and only those that are open', () => {
  const tree = record(array('R'), { type: 'map', values: 'R' })
  const leaf = '{"f0":[],"f1":{}}'
  const wide = `{"f0":[${Array(2_000).fill(leaf).join()}],"f1":{}}`
  equal(read(tree, encode(tree, wide).subarray(5)), wide)
  let deep = leaf
  for (let level = 3; level < 500; level += 2)
    deep = level % 4 === 1 ? `{"f0":[${deep}],"f1":{}}` : `{"f0":[],"f1":{"k":${deep}}}`
  equal(read(tree, encode(tree, deep).subarray(5)), deep)
  const deeper = `{"f0":[${deep}],"f1":{}}`
  throws(() => read(tree, encode(tree, deeper).subarray(5)), { message: 'it is nested too deeply' })
})

test('the deepest schema, again and again within itself, does not use up the stack', () => {
  const nest = (depth: number): unknown => (depth === 0 ? ['null', 'R'] : array(nest(depth - 1)))
  const level = Array(121).fill(2)
  throws(() => read(record(nest(120)), Buffer.from(Array(1_000).fill(level).flat())), {
    constructor: Malformed,
    message: 'it is nested too deeply',
  })
})

// A datum of no bytes has text. Whoever may register schemas must not be able to fill the memory with it.
const many = [0xfe, 0xff, 0xff, 0xff, 0x0f]
const doubling = Array.from({ length: 30 }, (_, i) => i).reduceRight<unknown>(
  (inner, i) => ({
    type: 'record',
    name: `D${i}`,
    fields: [
      { name: 'a', type: inner },
      { name: 'b', type: i === 29 ? 'null' : `D${i + 1}` },
    ],
  }),
  'null',
)
const symbol = 'S'.repeat(500_000)
const symbols = record({ type: 'enum', name: 'E', symbols: [symbol] }, ...Array(5_000).fill('E'))
const expanding: [string, unknown, number[]][] = [
  ['2^31 nulls', array('null'), [...many, 0]],
  ['2^31 records without fields', array(record()), [...many, 0]],
  ['2^31 fixed of no bytes', array({ type: 'fixed', name: 'F', size: 0 }), [...many, 0]],
  ['2^31 nulls, block after block', array('null'), Array(10_000).fill(many).flat()],
  ['2^31 arrays of 2^31 nulls', array(array('null')), [...many, ...many]],
  ['records that each hold the next twice, 30 times', doubling, []],
  ['5,000 symbols of 500,000 characters', symbols, Array(5_001).fill(0)],
  ['2^31 nulls in a map', { type: 'map', values: array('null') }, [2, 2, 0x61, ...many]],
]
for (const [what, schema, bytes] of expanding) {
  test(`${what} are refused before they have filled the memory`, () => {
    const compiled = compileAvroReader(JSON.stringify(schema))
    const output = new Output(64)
    const begin = performance.now()
    throws(() => compiled(output, Buffer.from(bytes), 0, bytes.length), {
      constructor: Malformed,
      message: 'its text is far longer than its bytes',
    })
    ok(performance.now() - begin < 5_000)
    ok(output.bytes.length <= 16_777_216, `${output.bytes.length} bytes`)
  })
}

test('a text of a mebibyte, or of 64 times its bytes, is no offence', () => {
  equal(read(array('null'), Buffer.from([0x80, 0x80, 0x18, 0])).length, 5 * 196_608 + 1)
  const long = record(...Array(1_000).fill(['null', 'int']))
  equal(JSON.parse(read(array(long), Buffer.from([0xd0, 0x0f, ...Array(1_000_000).fill(0), 0]))).length, 1_000)
})

test('a datum that is refused leaves nothing behind in the next', () => {
  const schema = array(list)
  const compiled = compileAvroReader(JSON.stringify(schema))
  const output = new Output(64)
  const good = encode(schema, '[{"head":1,"tail":null}]').subarray(5)
  for (let i = 0; i < 600; i++) {
    throws(() => compiled(output, good, 0, good.length - 1), Malformed)
    throws(() => compiled(output, good, 0, 2), Malformed)
  }
  compiled(output, good, 0, good.length)
  equal(output.view().toString(), '[{"head":1,"tail":null}]')
})

test('what is cut off anywhere is refused, whatever its schema', () => {
  fc.assert(
    fc.property(readable, fc.nat(), ({ schema, value }, cut) => {
      const bytes = referenceType(schema).toBuffer(value)
      // Bytes that are the whole schema have no length that would tell.
      fc.pre(bytes.length > 0 && schema !== 'bytes')
      throws(() => read(schema, bytes.subarray(0, cut % bytes.length)), Malformed)
    }),
    { numRuns: 300 },
  )
})

test('random bytes are refused or read as JSON, whatever the schema, and never anything else', () => {
  fc.assert(
    fc.property(readable, fc.uint8Array({ maxLength: 200 }), ({ schema }, bytes) => {
      refusedOrJson(schema, bytes)
    }),
    { numRuns: 1_000 },
  )
})

test('bytes that were changed on the way are refused or read as JSON, whatever the schema', () => {
  fc.assert(
    fc.property(
      readable,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      ({ schema, value }, changes) => {
        const bytes = Buffer.from(referenceType(schema).toBuffer(value))
        fc.pre(bytes.length > 0)
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte
        refusedOrJson(schema, bytes)
      },
    ),
    { numRuns: 500 },
  )
})

function refusedOrJson(schema: unknown, bytes: Uint8Array): void {
  let text: string
  try {
    text = read(schema, bytes)
  } catch (error) {
    if (!(error instanceof Malformed)) fail(`${error}`)
    return
  }
  JSON.parse(text)
  deepEqual(Buffer.from(text).toString(), text)
}
