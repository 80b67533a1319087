import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { JsonText } from '../../shared/formats/json-text.ts'
import { Malformed } from '../../shared/formats/malformed.ts'
import { compileProtobuf } from '../../shared/formats/protobuf/compile.ts'
import { createSink } from '../../shared/formats/sink.ts'
import { BadRequest } from '../../shared/http/errors/request.ts'
import { InvalidSchema } from '../../shared/http/errors/schemas.ts'
import type { ReferencedSchema } from '../../shared/registry/references.ts'
import { reader } from './protobuf/read.ts'

const proto3 = (body: string) => `syntax = "proto3"; package shop; ${body}`
const HEADER = '000000000700'

function encode(schema: string, text: string, references: readonly ReferencedSchema[] = []): string {
  const bytes = compileProtobuf(schema, references, createSink()).encode(7, JsonText.of(text), '/value').toString('hex')
  equal(bytes.slice(0, HEADER.length), HEADER)
  return bytes.slice(HEADER.length)
}

/** @param hex  message indexes and message */
function read(schema: string, hex: string, references: readonly ReferencedSchema[] = []): string {
  return reader(schema, references)(Buffer.from(hex, 'hex'))
}

/** Both ways. */
function stands(schema: string, text: string, hex: string, shown = text): void {
  equal(encode(schema, text), hex)
  equal(read(schema, `00${hex}`), shown)
}
function refuses(schema: string, text: string, message: RegExp): void {
  throws(() => encode(schema, text), { constructor: BadRequest, message })
}
function malformed(schema: string, hex: string, message: RegExp): void {
  throws(() => read(schema, hex), { constructor: Malformed, message })
}
function invalid(schema: string, message: RegExp): void {
  throws(() => compileProtobuf(schema, [], createSink()), { constructor: InvalidSchema, message })
}
const one = (type: string) => proto3(`message M { ${type} v = 1; } enum E { NONE = 0; ONE = 1; LEAST = -1; }`)

/** A value of a type, as bytes behind the field's tag, and back. */
for (const [type, value, hex, shown = value] of [
  ['int32', '-1', '08ffffffffffffffffff01'],
  ['int32', '"300"', '08ac02', '300'],
  ['int32', '1e2', '0864', '100'],
  ['uint32', '4294967295', '08ffffffff0f'],
  ['sint32', '-2147483648', '08ffffffff0f'],
  ['int64', '"9223372036854775807"', '08ffffffffffffffff7f'],
  ['int64', '9223372036854775807', '08ffffffffffffffff7f', '"9223372036854775807"'],
  ['int64', '"-9223372036854775808"', '0880808080808080808001'],
  ['int64', '9007199254740993', '088180808080808010', '"9007199254740993"'],
  ['uint64', '18446744073709551615', '08ffffffffffffffffff01', '"18446744073709551615"'],
  ['sint64', '"-1"', '0801'],
  ['sint64', '"-9223372036854775808"', '08ffffffffffffffffff01'],
  ['fixed32', '4294967295', '0dffffffff'],
  ['sfixed32', '-1', '0dffffffff'],
  ['fixed64', '"18446744073709551615"', '09ffffffffffffffff'],
  ['sfixed64', '"-2"', '09feffffffffffffff'],
  ['float', '0.1', '0dcdcccc3d'],
  ['float', '-0.0', '0d00000080'],
  ['double', '"NaN"', '09000000000000f87f'],
  ['double', '"-Infinity"', '09000000000000f0ff'],
  ['double', '3', '090000000000000840', '3.0'],
  ['bool', 'true', '0801'],
  ['string', '"é😀\\u0000"', '0a07c3a9f09f988000'],
  ['bytes', '"_-8="', '0a02ffef', '"/+8="'],
  ['E', '"ONE"', '0801'],
  ['E', '-1', '08ffffffffffffffffff01', '"LEAST"'],
  ['E', '5', '0805'],
  ['repeated int32', '[1,2,300]', '0a040102ac02'],
  ['repeated string', '["",""]', '0a000a00'],
  ['optional int32', '0', '0800'],
  ['map<string, int32>', '{"a":0}', '0a050a01611000'],
  ['map<bool, string>', '{"true":"x"}', '0a050801120178'],
  ['map<int64, E>', '{"-1":"ONE"}', '0a0d08ffffffffffffffffff011001'],
] as const) {
  test(`${type} ${value} is ${hex}, and read as ${shown}`, () => {
    stands(one(type), `{"v":${value}}`, hex, `{"v":${shown}}`)
  })
}

for (const [type, value] of [
  ['int32', '2147483648'],
  ['int32', '1.5'],
  ['int32', '"x"'],
  ['int32', '""'],
  ['uint32', '-1'],
  ['int64', '9223372036854775808'],
  ['int64', '"9223372036854775808"'],
  ['int64', '1.5'],
  ['uint64', '-1'],
  ['uint64', '18446744073709551616'],
  ['float', '3.5e38'],
  ['double', '"1e999"'],
  ['double', '"inf"'],
  ['bool', '"true"'],
  ['bool', '1'],
  ['string', '1'],
  ['string', '"\\ud800"'],
  ['bytes', '"*"'],
  ['E', '"TWO"'],
  ['repeated int32', '1'],
  ['repeated int32', '[null]'],
  ['map<int32, string>', '{"x":""}'],
  ['map<bool, string>', '{"yes":""}'],
  ['map<string, string>', '{"x":null}'],
  ['map<string, string>', '[]'],
  ['M', '1'],
] as const) {
  test(`${type} is not ${value}`, () => refuses(one(type), `{"v":${value}}`, /^Bad Request: \/value\/v/))
}

test('zeros of proto3 are not stored, and shown', () => {
  const schema = proto3(
    'message M { int32 i = 1; string s = 2; bool b = 3; repeated int32 r = 4; M m = 5; map<string, M> t = 6; }',
  )
  stands(schema, '{"i":0,"s":"","b":false,"r":[],"t":{}}', '')
  equal(encode(schema, '{"m":{}}'), '2a00')
})

test('fields go by both of their names, null is none, others are refused with their path', () => {
  const schema = proto3('message M { int32 long_name_2x = 1; M child = 2; int32 other = 3 [json_name = "@o"]; }')
  stands(schema, '{"longName2x":1,"@o":2}', '08011802')
  equal(encode(schema, '{"long_name_2x":1,"other":2,"child":null}'), '08011802')
  refuses(schema, '{"child":{"child":{"a/b":1}}}', /\/value\/child\/child\/a~1b: shop\.M has no such field/)
  refuses(schema, '{"longName2x":1,"long_name_2x":1}', /both of its names/)
  refuses(schema, '{"__proto__":1}', /__proto__: shop\.M has no such field/)
  refuses(schema, '{"constructor":1}', /no such field/)
})

test('of a oneof one may be there; the last one read counts', () => {
  const schema = proto3('message M { oneof o { int32 a = 1; string b = 2; M c = 3; } }')
  stands(schema, '{"a":0}', '0800')
  stands(schema, '{"c":{"b":""}}', '1a021200')
  refuses(schema, '{"a":1,"b":"x"}', /\/value: only one of a and b/)
  equal(encode(schema, '{"a":null,"b":"x"}'), '120178')
  equal(read(schema, '000801120178'), '{"b":"x"}')
})

test('proto2 has required fields, defaults, presence and closed enums', () => {
  const schema =
    'message M { required int32 r = 1; optional string s = 2 [default = "hi"]; optional E e = 3; repeated int32 n = 4; enum E { A = 1; B = 2; } extensions 100 to max; } extend M { optional int32 x = 100; }'
  stands(schema, '{"r":0}', '0800', '{"r":0,"s":"hi","e":"A","n":[]}')
  stands(schema, '{"r":1,"s":"","e":"B","n":[1,2]}', '08011200180220012002')
  refuses(schema, '{}', /\/value\/r: is required/)
  refuses(schema, '{"r":1,"e":3}', /enum M\.E/)
  refuses(schema, '{"r":1,"x":3}', /no such field/)
  malformed(schema, '001200', /requires/)
  equal(read(schema, '000801' + '1803' + 'a00601' + '22020102'), '{"r":1,"s":"hi","e":"A","n":[1,2]}')
})

test('defaults of 64 bits are within their range', () => {
  const schema = `syntax = "proto2"; message M {
    optional uint64 u = 1 [default = 18446744073709551615]; optional int64 i = 2 [default = 9223372036854775807];
    optional sint64 s = 3 [default = -9223372036854775808]; }`
  equal(read(schema, '00'), '{"u":"18446744073709551615","i":"9223372036854775807","s":"-9223372036854775808"}')
})

test('messages that come in pieces are merged, unknown fields and groups are left out', () => {
  const schema = proto3('message M { M m = 1; optional int32 a = 2; optional int32 b = 3; }')
  equal(read(schema, '000a0210010a021802'), '{"m":{"a":1,"b":2}}')
  equal(
    read(schema, ['00', '1001', '23080124', '3a0178', '4500000000', '490000000000000000', '5001'].join('')),
    '{"a":1}',
  )
})

test('names are looked up from the inside outwards', () => {
  const schema = proto3(
    'message M { message A { message T { int32 deep = 1; } } T t = 1; .shop.M.A.T full = 2; A.T part = 3; } message T { int32 own = 1; }',
  )
  equal(encode(schema, '{"t":{"own":1},"full":{"deep":1},"part":{"deep":1}}'), '0a020801120208011a020801')
  refuses(schema, '{"t":{"deep":1}}', /shop\.T has no such field/)
})

test('the first message is written; message indexes say which is read', () => {
  const schema = proto3(
    'message A { int32 a = 1; message In { int32 i = 1; message Deep {} } enum E { Z = 0; } message Out {} } message B { int32 b = 1; }',
  )
  equal(compileProtobuf(schema, [], createSink()).name, 'shop.A')
  equal(read(schema, '000801'), '{"a":1}')
  equal(read(schema, '02000801'), '{"a":1}')
  equal(read(schema, '02020801'), '{"b":1}')
  equal(read(schema, '0400000801'), '{"i":1}')
  equal(read(schema, '06000000'), '{}')
  equal(read(schema, '040002'), '{}')
  malformed(schema, '0204', /no message 2 on the level 1/)
  malformed(schema, '0201', /indexes/)
  malformed(schema, '9003', /too many/)
})

test('types of other files come from references, those of google.protobuf by themselves', () => {
  const line = { name: 'shop/line.proto', text: proto3('import "shop/unit.proto"; message Line { Unit unit = 1; }') }
  const unit = { name: 'shop/unit.proto', text: 'syntax = "proto2"; package shop; enum Unit { KG = 1; }' }
  const schema = proto3(
    'import public "shop/line.proto"; import "google/protobuf/timestamp.proto"; message M { Line l = 1; google.protobuf.Timestamp t = 2; }',
  )
  equal(encode(schema, '{"l":{"unit":"KG"},"t":"1970-01-01T00:00:01Z"}', [unit, line]), '0a02080112020801')
  equal(read(schema, '000a0208011200', [unit, line]), '{"l":{"unit":"KG"},"t":"1970-01-01T00:00:00Z"}')
  invalid(schema, /imports 'shop\/line\.proto', which is not among its references/)
})

const known = (type: string) =>
  proto3(
    `${['any', 'duration', 'empty', 'field_mask', 'struct', 'timestamp', 'wrappers'].map((file) => `import "google/protobuf/${file}.proto";`).join(' ')} message M { google.protobuf.${type} v = 1; }`,
  )
for (const [type, value, shown = value] of [
  ['Timestamp', '"2026-02-01T10:00:00.5+01:00"', '"2026-02-01T09:00:00.500Z"'],
  ['Timestamp', '"0001-01-01T00:00:00Z"'],
  ['Timestamp', '"9999-12-31T23:59:59.999999999Z"'],
  ['Timestamp', '"1969-12-31T23:59:59.000001Z"'],
  ['Duration', '"-1.000000001s"'],
  ['Duration', '"0s"'],
  ['Duration', '"315576000000s"'],
  ['Int64Value', '"9007199254740993"'],
  ['BoolValue', 'false'],
  ['StringValue', '""'],
  ['BytesValue', '"AA=="'],
  ['DoubleValue', '0', '0.0'],
  ['Struct', '{"a":{"b":[1,null,"x",true,{}]}}', '{"a":{"b":[1.0,null,"x",true,{}]}}'],
  ['Value', 'null'],
  ['Value', '{"a":[]}'],
  ['ListValue', '[[],{}]'],
  ['NullValue', 'null'],
  ['FieldMask', '"a.b,fooBar"'],
  ['FieldMask', '""'],
  ['Empty', '{}'],
  ['Any', '{"@type":"type.googleapis.com/shop.M","v":{"@type":"x/google.protobuf.Duration","value":"1s"}}'],
  ['Any', '{}'],
] as const) {
  test(`google.protobuf.${type} is ${value} in JSON`, () => {
    const schema = known(type)
    equal(read(schema, `00${encode(schema, `{"v":${value}}`)}`), `{"v":${shown}}`)
  })
}
for (const [type, value] of [
  ['Timestamp', '"2023-02-30T00:00:00Z"'],
  ['Timestamp', '"2023-02-01 00:00:00"'],
  ['Timestamp', '"0000-12-31T23:59:59Z"'],
  ['Timestamp', '1'],
  ['Duration', '"1"'],
  ['Duration', '"315576000001s"'],
  ['Int64Value', '{"value":"1"}'],
  ['Struct', '[]'],
  ['ListValue', '{}'],
  ['FieldMask', '"a_b"'],
  ['Empty', '{"a":1}'],
  ['Any', '{"@type":"x/none"}'],
  ['Any', '{"v":1}'],
] as const) {
  test(`google.protobuf.${type} is not ${value}`, () =>
    refuses(known(type), `{"v":${value}}`, /^Bad Request: \/value\/v/))
}

test('only Google’s own types have forms of their own', () => {
  const schema =
    'syntax = "proto3"; package google; message M { protobuf.Duration v = 1; protobuf.Value w = 2; } message protobuf { message Duration { string s = 1; } message Value { int32 i = 1; } }'
  stands(schema, '{"v":{"s":"x"},"w":{"i":1}}', '0a030a0178' + '12020801')
  refuses(schema, '{"v":"1s"}', /expected an object of google\.protobuf\.Duration/)
  refuses(schema, '{"w":null}', /expected an object of google\.protobuf\.Value/)
  const own = { name: 'google/protobuf/duration.proto', text: 'message X {}' }
  equal(encode(known('Duration'), '{"v":"1s"}', [own]), '0a020801')
})

test('schemas that cannot be used are refused', () => {
  invalid('', /no message/)
  invalid('nonsense', /illegal token/)
  invalid('syntax = "proto4"; message M {}', /proto2' or 'proto3'|illegal/)
  invalid('edition = "2022"; message M {}', /2023/)
  invalid(proto3('enum E { A = 0; }'), /no message/)
  invalid(proto3('message M { Unknown u = 1; }'), /shop\.M: unknown type 'Unknown'/)
  invalid(proto3('message M { int32 a = 1; int32 b = 1; }'), /duplicate id 1/)
  invalid(proto3('message M { int32 a_b = 1; int32 aB = 2; }'), /two fields that are 'aB'/)
  invalid(proto3(`message M {${'message N {'.repeat(5_000)}${'}'.repeat(5_000)}}`), /depth/)
  invalid(`// ${'x'.repeat(1_100_000)}`, /longer than 1048576/)
})

test('names of a schema reach nothing that they should not', () => {
  const schema = proto3(
    'message M { option (x).__proto__.polluted = 1; option (a) = { constructor { prototype { polluted: 1 } } }; int32 constructor = 1 [(x).__proto__.polluted = 1]; int32 to_string = 2; } message constructor { int32 prototype = 1; }',
  )
  equal(encode(schema, '{"constructor":1}'), '0801')
  equal('polluted' in {}, false)
})

test('messages are as deep as the registry’s serializers take them', () => {
  const schema = proto3('message M { M m = 1; }')
  const deep = (levels: number) => `${'{"m":'.repeat(levels)}{}${'}'.repeat(levels)}`
  equal(read(schema, `00${encode(schema, deep(100))}`), deep(100))
  refuses(schema, deep(101), /more than 100 messages deep/)
  malformed(schema, '000a80808080', /ends too early/)
})

test('bytes that are no message are refused', () => {
  const schema = proto3('message M { string s = 1; int32 i = 2; M m = 3; fixed64 f = 4; map<string, M> t = 5; }')
  malformed(schema, '', /ends too early/)
  for (const hex of ['000a', '000a05', '0010', '001a02', '00210000', '002a03', '0010ffffffffffffffffffff01']) {
    malformed(schema, hex, /too early|64 bits/)
  }
  malformed(schema, '000a01ff', /not UTF-8/)
  malformed(schema, '000001', /without a number/)
  malformed(schema, '000f', /wire type 7/)
  malformed(schema, '0014', /wire type 4/)
})

test('text is no longer than it may be', () => {
  const fields = Array.from({ length: 2_000 }, (_, i) => `int32 f${i} = ${i + 2};`).join(' ')
  const schema = proto3(`message M { repeated N n = 1; } message N { ${fields} }`)
  malformed(schema, `00${'0a00'.repeat(1_000)}`, /far longer than its bytes/)
})

test('schemas of many types take no longer than they weigh', () => {
  const chain = Array.from({ length: 5_000 }, (_, i) => `message M${i} { M${i + 1} m = 1; }`).join(' ')
  equal(encode(proto3(`${chain} message M5000 {}`), '{"m":{"m":{}}}'), '0a020a00')
})
