import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { Output } from '../../../shared/consume/render/output.ts'
import { loadMessages } from '../../../shared/formats/protobuf/load.ts'
import type { MessageType } from '../../../shared/formats/protobuf/plan.ts'
import { readMessage } from '../../../shared/formats/protobuf/read.ts'
import { straightMessage } from '../../../shared/formats/protobuf/straight/message.ts'
import { begin, finish } from '../../../shared/formats/reading/reading.ts'

const schema = `
  syntax = "proto3";
  import "google/protobuf/timestamp.proto";
  message M {
    int32 a = 1; int64 b = 2; sint32 c = 3; sint64 d = 4; uint32 e = 5; uint64 f = 6; fixed32 g = 7; fixed64 h = 8;
    sfixed32 i = 9; sfixed64 j = 10; float k = 11; double l = 12; bool m = 13; string n = 14; bytes o = 15;
    E p = 16; M q = 17; repeated int32 r = 18; repeated string s = 19; repeated M t = 20; map<string, int32> u = 21;
    oneof one { int32 v = 22; string w = 23; } optional int32 x = 24; google.protobuf.Timestamp y = 25;
  }
  enum E { ZERO = 0; ONE = 1; }
`
const [type] = loadMessages(schema, []) as [MessageType]

/** The text of a message, and whether it could be read straight. */
function read(hex: string): { text: string; straight: boolean } {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const wire = { source: bytes, at: 0, end: bytes.length, room: 1e6 }
  const text = readMessage(wire, type, bytes.length)
  const output = new Output(8)
  const reading = begin(bytes, 0, bytes.length, output)
  const straight = straightMessage(type)(reading)
  if (straight) {
    finish(reading)
    equal(output.view().toString(), text)
  }
  return { text, straight }
}

for (const [what, hex] of Object.entries({
  'an empty message': '',
  'an int32, a string': '0805 72 03616263',
  'negative numbers': '08ffffffffffffffffff01 10ffffffffffffffffff01 1801 2001',
  'the largest and smallest of 64 bits':
    '10ffffffffffffffff7f 20ffffffffffffffffff01 30ffffffffffffffffff01 41ffffffffffffffff 510000000000000080',
  'numbers about 2^53': '10ffffffffffffff0f 308080808080808010 41ffffffffffff1f00 510100000000 00e0ff',
  'numbers of 32 bits': '3dffffffff 4d00000080',
  floats: '5dcdcccc3d 61 9a9999999999b93f',
  'floats that JSON has no number for': '5d0000c07f 61000000000000f0ff',
  'large floats': '5d9a9b184b',
  'a bool': '6801',
  'a string with all that is escaped': '72 07 22 5c 0a 09 00 c3a9',
  bytes: '7a 03 00ff10',
  'an enum': '800101',
  'a message in a message': '8a01 05 0801 8a0100',
  'packed numbers': '9201 04 01 02 ac02',
  'strings one by one': '9a01 0161 9a01 00 9a01 0162',
  'messages one by one': 'a201 02 0801 a201 00 a201 02 0802',
  'one of several': 'b00105',
  'an optional zero': 'c00100',
  'a time': 'ca01 06 08 80e0b7cb06',
})) {
  test(`${what}: read straight as at length`, () => {
    ok(read(hex).straight)
  })
}

for (const [what, hex] of Object.entries({
  'fields in another order': '1001 0805',
  'a field that comes twice': '0801 0802',
  'a message in pieces': '8a01 02 0801 8a01 02 1002',
  'a field that the schema does not have': '0801 ea07 00',
  'packed numbers in pieces': '9201 01 01 9201 01 02',
  'numbers that are packed, one by one': '900101 900102',
  'a map': 'aa01 05 0a0161 1001',
  'two of several': 'b00101 ba01 0161',
  'a number that has no name': '800105',
})) {
  test(`${what}: left to be read at length`, () => {
    ok(!read(hex).straight)
  })
}

test('what is not UTF-8 or cut off is no message either way', () => {
  for (const hex of ['7201ff', '720361', '08', '5d0000', '8a0105 08', '00', '0b']) {
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    const outcomes = [
      () => straightMessage(type)(begin(bytes, 0, bytes.length, new Output(8))),
      () => readMessage({ source: bytes, at: 0, end: bytes.length, room: 1e6 }, type, bytes.length),
    ].map((attempt) => {
      try {
        return attempt() ? 'read' : 'left'
      } catch (error) {
        return error?.constructor.name
      }
    })
    ok(outcomes[0] !== 'read', hex)
    deepEqual(outcomes[1], 'Malformed', hex)
  }
})
