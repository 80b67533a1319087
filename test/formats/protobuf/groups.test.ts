import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { compileProtobuf } from '../../../shared/formats/protobuf/compile.ts'
import { createSink } from '../../../shared/formats/sink.ts'
import { BadRequest } from '../../../shared/http/errors/request.ts'
import { InvalidSchema } from '../../../shared/http/errors/schemas.ts'
import { encode } from './encode.ts'
import { reader } from './read.ts'

const read = (schema: string, hex: string) => reader(schema)(Buffer.from(`00${hex}`, 'hex'))

/** Both ways. */
function stands(schema: string, text: string, hex: string, shown = text): void {
  equal(encode(schema, text), hex)
  equal(read(schema, hex), shown)
}

const groups = `syntax = "proto2"; message M {
  optional group MyGroup = 1 { optional int32 a = 1; optional group Inner = 2 { repeated sint32 s = 1 [packed = true]; } }
  repeated group Item = 2 { required string n = 1; }
  optional MyGroup other = 5;
}`

test('a group stands between its tags, and goes by its name in small letters', () => {
  stands(groups, '{"mygroup":{"a":1},"item":[]}', '0b08010c')
  stands(groups, '{"mygroup":{"a":0},"item":[]}', '0b08000c')
  equal(encode(groups, '{"mygroup":{"inner":{"s":[1,-1]}}}'), '0b130a020201140c')
  stands(groups, '{"item":[{"n":"x"},{"n":""}]}', '130a017814130a0014')
})

test('a field of a group’s type is a message like any other', () => {
  stands(groups, '{"item":[],"other":{"a":1}}', '2a020801')
})

test('pieces of a group are merged', () => {
  equal(read(groups, '0b08010c' + '0b08020c'), '{"mygroup":{"a":2},"item":[]}')
  equal(read(groups, '0b08010c' + '0b130a02' + '0201140c'), '{"mygroup":{"a":1,"inner":{"s":[1,-1]}},"item":[]}')
})

test('what is laid out as a message with its length is no group, and left out', () => {
  equal(read(groups, '0a020801'), '{"item":[]}')
  equal(read(groups, '12030a0178'), '{"item":[]}')
})

test('what does not fit in a group is told with its path', () => {
  for (const [text, message] of [
    ['{"item":[{"n":"x"},{}]}', /\/value\/item\/1\/n: is required/],
    ['{"mygroup":{"b":1}}', /\/value\/mygroup\/b: M\.MyGroup has no such field/],
    ['{"myGroup":{}}', /\/value\/myGroup: M has no such field/],
  ] as const) {
    throws(() => encode(groups, text), { constructor: BadRequest, message })
  }
})

for (const [what, hex] of [
  ['a group without end', '0b0801'],
  ['a group with the end of another', '0b080114'],
  ['an end without group', '0c'],
  ['a group without what it requires', '1314'],
  ['groups in groups without end', '0b'.repeat(5_000)],
] as const) {
  test(`${what} cannot be read`, () => {
    throws(() => read(groups, hex), /requires|early|wire type|deeply/)
  })
}

test('groups may be in groups up to the depth that messages may be', () => {
  const list = 'syntax = "proto2"; message M { optional group Next = 1 { optional M m = 1; optional int32 v = 2; } }'
  const nested = (depth: number) => `${'{"next":{"m":'.repeat(depth)}{}${'}}'.repeat(depth)}`
  const text = nested(45)
  equal(JSON.stringify(JSON.parse(read(list, encode(list, text)))).match(/next/g)?.length, 45)
  throws(() => encode(list, nested(60)), /nested more than 100 messages deep/)
})

const edition = (body: string, file = '') => `edition = "2023"; ${file} message M { ${body} } enum E { A = 0; B = 1; }`

test('in an edition a field may be told from its zero, unless it says otherwise', () => {
  stands(edition('int32 a = 1;'), '{"a":0}', '0800')
  equal(read(edition('int32 a = 1 [default = 7];'), ''), '{"a":7}')
  stands(edition('int32 a = 1 [features.field_presence = IMPLICIT];'), '{"a":0}', '')
  stands(edition('int32 a = 1;', 'option features.field_presence = IMPLICIT;'), '{"a":0}', '')
  const required = edition('int32 a = 1 [features.field_presence = LEGACY_REQUIRED];')
  throws(() => encode(required, '{}'), /\/value\/a: is required/)
  throws(() => read(required, ''), /requires/)
})

test('in an edition numbers are packed, unless it is said that they are not; both are read', () => {
  const expanded = edition('repeated int32 a = 1 [features.repeated_field_encoding = EXPANDED];')
  stands(edition('repeated int32 a = 1;'), '{"a":[1,2]}', '0a020102')
  stands(expanded, '{"a":[1,2]}', '08010802')
  equal(read(edition('repeated int32 a = 1;'), '08010802'), '{"a":[1,2]}')
  equal(read(expanded, '0a020102'), '{"a":[1,2]}')
})

test('in an edition a message may stand between tags, but for those of maps', () => {
  const delimited = 'option features.message_encoding = DELIMITED;'
  stands(edition('M m = 1; int32 a = 2;', delimited), '{"m":{"a":3}}', '0b10030c', '{"m":{"a":3},"a":0}')
  stands(edition('map<string, M> t = 1;', delimited), '{"t":{"k":{}}}', '0a050a016b1200', '{"t":{"k":{"t":{}}}}')
  equal(encode(edition('repeated M r = 1 [features.message_encoding = DELIMITED];'), '{"r":[{},{}]}'), '0b0c0b0c')
  equal(encode(edition('oneof o { option features.message_encoding = DELIMITED; M m = 1; }'), '{"m":{}}'), '0b0c')
})

test('in an edition enums are open, unless it is said that they are closed', () => {
  stands(edition('E e = 1;'), '{"e":5}', '0805')
  const closed = edition('E e = 1;').replace('A = 0;', 'option features.enum_type = CLOSED; A = 0;')
  throws(() => encode(closed, '{"e":5}'), /name of a value of the enum E/)
  equal(read(closed, '0805'), '{"e":"A"}')
})

test('a group in a oneof is refused, which the parser does not read', () => {
  const text = 'message M { oneof o { group G = 1 { optional int32 a = 1; } } }'
  throws(() => compileProtobuf(text, [], createSink()), { constructor: InvalidSchema, message: /a group in a oneof/ })
})

test('other editions are refused, and groups in an edition', () => {
  for (const text of ['edition = "2022"; message M {}', edition('group G = 1 {}')]) {
    throws(() => compileProtobuf(text, [], createSink()), InvalidSchema)
  }
})
