import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import protobuf from 'protobufjs'
import { JsonText } from '../../shared/formats/json-text.ts'
import { compileProtobuf } from '../../shared/formats/protobuf/compile.ts'
import { createSink } from '../../shared/formats/sink.ts'
import { reader } from './protobuf/read.ts'

const schema = `
  syntax = "proto3";
  message All {
    int32 a = 1; uint32 b = 2; sint32 c = 3; fixed32 d = 4; sfixed32 e = 5;
    int64 f = 6; uint64 g = 7; sint64 h = 8; fixed64 i = 9; sfixed64 j = 10;
    float k = 11; double l = 12; bool m = 13; string n = 14; bytes o = 15;
    Color p = 16; All q = 17; oneof r { string s = 18; int64 t = 19; All u = 20; }
    repeated sint64 v = 21; repeated string w = 22; repeated All x = 23;
    map<string, int32> y = 24; map<int64, All> z = 25; repeated Color aa = 26; repeated double bb = 27;
  }
  enum Color { RED = 0; GREEN = 1; BLUE = -7; }
`
const signed32 = fc.integer()
const unsigned32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const signed64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)
const unsigned64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value))
const float = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value))
const text = fc.string({ unit: 'binary' })
const bytes = fc.uint8Array().map((each) => Buffer.from(each).toString('base64'))
const color = fc.constantFrom('RED', 'GREEN', 'BLUE')

const { all } = fc.letrec<{ all: Record<string, unknown> }>((tie) => {
  const fields = {
    ...{ a: signed32, b: unsigned32, c: signed32, d: unsigned32, e: signed32 },
    ...{ f: signed64, g: unsigned64, h: signed64, i: unsigned64, j: signed64 },
    ...{ k: float, l: double, m: fc.boolean(), n: text, o: bytes, p: color, q: tie('all') },
    ...{ v: fc.array(signed64), w: fc.array(text), x: fc.array(tie('all'), { maxLength: 2 }) },
    ...{ y: fc.dictionary(text, signed32), z: fc.dictionary(signed64, tie('all'), { maxKeys: 2 }) },
    ...{ aa: fc.array(color), bb: fc.array(double) },
  }
  const chosen = fc.oneof(
    { depthSize: 'small' },
    fc.record({ s: text }),
    fc.record({ t: signed64 }),
    fc.record({ u: tie('all') }),
  )
  return {
    all: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant({}),
      fc
        .tuple(fc.record(fields, { requiredKeys: [] }), fc.option(chosen, { nil: {} }))
        .map(([members, one]) => ({ ...members, ...one })),
    ),
  }
})

const theirs = protobuf.parse(schema).root.lookupType('All')
const json = { longs: String, enums: String, bytes: String, defaults: true, json: true } as const
const codec = compileProtobuf(schema, [], createSink())
const read = reader(schema)

test('what we write, protobufjs reads; what it writes, we read; both see the same', () => {
  fc.assert(
    fc.property(all, (datum) => {
      const ours = codec.encode(1, JsonText.of(JSON.stringify(datum)), '/value').subarray(6)
      const seen = plain(theirs.toObject(theirs.decode(ours), json))
      const written = Buffer.from(theirs.encode(theirs.fromObject(datum)).finish())
      deepEqual(plain(theirs.toObject(theirs.decode(written), json)), seen)
      deepEqual(alike(shown(written)), alike(seen))
      deepEqual(shown(ours), shown(written))
    }),
    { numRuns: 300 },
  )
})

test('of bytes at random we read what protobufjs reads, or refuse them', () => {
  fc.assert(
    fc.property(all, fc.nat(), fc.integer({ min: 0, max: 255 }), (datum, at, byte) => {
      const message = codec.encode(1, JsonText.of(JSON.stringify(datum)), '/value').subarray(5)
      const broken = Buffer.from(message)
      broken[1 + (at % message.length)] = byte
      try {
        JSON.parse(read(broken))
      } catch (error) {
        deepEqual((error as Error).constructor.name, 'Malformed')
      }
    }),
    { numRuns: 300 },
  )
})

function shown(message: Buffer): unknown {
  const bytes = Buffer.concat([Buffer.of(0), message])
  return JSON.parse(read(bytes))
}

/** Without prototypes. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** protobufjs shows messages that are not there as null, and the field `k`, a float, as the double that it is. */
function alike(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(alike)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(
    members.map(([name, member]) => [name, name === 'k' ? Math.fround(member as number) : alike(member)]),
  )
}
