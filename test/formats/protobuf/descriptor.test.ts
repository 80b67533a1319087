import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { JsonText } from '../../../shared/formats/json-text.ts'
import { compileProtobuf } from '../../../shared/formats/protobuf/compile.ts'
import { descriptorText } from '../../../shared/formats/protobuf/descriptor/text.ts'
import { createSink } from '../../../shared/formats/sink.ts'
import { InvalidSchema } from '../../../shared/http/errors/schemas.ts'
import type { ReferencedSchema } from '../../../shared/registry/references.ts'
import { reader } from './read.ts'

// What protoc makes of the files below, as Confluent's serializers for Python, Go and .NET register them.

const geo = 'syntax = "proto3"; package geo; message Point { int32 x = 1; }'
const order = `syntax = "proto3"; package shop; import "google/protobuf/timestamp.proto"; import public "geo.proto";
  message Order {
    string order_id = 1 [json_name = "id"]; optional int32 count = 2; repeated sint64 many = 3 [packed = false];
    oneof how { bool fast = 4; geo.Point where = 5; }
    map<string, Line> lines = 6; google.protobuf.Timestamp at = 7; Unit unit = 8;
    message Line { double price = 1; repeated float f = 2; bytes raw = 3; }
    enum Unit { option allow_alias = true; NONE = 0; KG = 1; KILO = 1; DEBT = -2; }
  }
  message Second { uint64 u = 1; fixed32 a = 2; sfixed64 b = 3; Order.Unit c = 4; }
  service S { rpc Get (Order) returns (Second); }`
const orderDescriptor = [
  'CgptYWluLnByb3RvEgRzaG9wGh9nb29nbGUvcHJvdG9idWYvdGltZXN0YW1wLnByb3RvGglnZW8ucHJvdG8i4AMKBU9yZGVyEhQKCG9y',
  'ZGVyX2lkGAEgASgJUgJpZBIZCgVjb3VudBgCIAEoBUgBUgVjb3VudIgBARIWCgRtYW55GAMgAygSQgIQAFIEbWFueRIUCgRmYXN0GAQg',
  'ASgISABSBGZhc3QSIgoFd2hlcmUYBSABKAsyCi5nZW8uUG9pbnRIAFIFd2hlcmUSLAoFbGluZXMYBiADKAsyFi5zaG9wLk9yZGVyLkxp',
  'bmVzRW50cnlSBWxpbmVzEioKAmF0GAcgASgLMhouZ29vZ2xlLnByb3RvYnVmLlRpbWVzdGFtcFICYXQSJAoEdW5pdBgIIAEoDjIQLnNo',
  'b3AuT3JkZXIuVW5pdFIEdW5pdBpKCgpMaW5lc0VudHJ5EhAKA2tleRgBIAEoCVIDa2V5EiYKBXZhbHVlGAIgASgLMhAuc2hvcC5PcmRl',
  'ci5MaW5lUgV2YWx1ZToCOAEaPAoETGluZRIUCgVwcmljZRgBIAEoAVIFcHJpY2USDAoBZhgCIAMoAlIBZhIQCgNyYXcYAyABKAxSA3Jh',
  'dyI5CgRVbml0EggKBE5PTkUQABIGCgJLRxABEggKBEtJTE8QARIRCgRERUJUEP7//////////wEaAhABQgUKA2hvd0IICgZfY291bnQi',
  'UgoGU2Vjb25kEgwKAXUYASABKARSAXUSDAoBYRgCIAEoB1IBYRIMCgFiGAMgASgQUgFiEh4KAWMYBCABKA4yEC5zaG9wLk9yZGVyLlVu',
  'aXRSAWMyJQoBUxIgCgNHZXQSCy5zaG9wLk9yZGVyGgwuc2hvcC5TZWNvbmRQAWIGcHJvdG8z',
].join('')
const old = `syntax = "proto2";
  message Old {
    required int32 r = 1; optional string s = 2 [default = "a \\"b\\\\"]; optional E e = 3 [default = B];
    optional double d = 4 [default = -inf]; optional bytes b = 5 [default = "\\001\\"x"];
    repeated int32 p = 6 [packed = true]; extensions 100 to 200; enum E { A = 1; B = 2; }
  }
  extend Old { optional int32 more = 100; }`
const oldDescriptor = [
  'CgptYWluLnByb3RvIpgBCgNPbGQSDAoBchgBIAIoBVIBchITCgFzGAIgASgJOgVhICJiXFIBcxIXCgFlGAMgASgOMgYuT2xkLkU6AUJS',
  'AWUSEgoBZBgEIAEoAToELWluZlIBZBIVCgFiGAUgASgMOgdcMDAxXCJ4UgFiEhAKAXAYBiADKAVCAhABUgFwIhEKAUUSBQoBQRABEgUK',
  'AUIQAioFCGQQyQE6GAoEbW9yZRIELk9sZBhkIAEoBVIEbW9yZQ==',
].join('')
const groupDescriptor =
  'CgptYWluLnByb3RvIj4KA09sZBIgCgVpbm5lchgBIAEoCjIKLk9sZC5Jbm5lclIFaW5uZXIaFQoFSW5uZXISDAoBaRgBIAEoBVIBaQ=='
const edition = `edition = "2023"; package ed; option features.field_presence = IMPLICIT;
  message M {
    int32 i = 1; int32 e = 2 [features.field_presence = EXPLICIT]; string r = 3 [features.field_presence = LEGACY_REQUIRED];
    repeated int32 p = 4; repeated int32 x = 5 [features.repeated_field_encoding = EXPANDED];
    In d = 6 [features.message_encoding = DELIMITED]; Open o = 7; map<string, int32> m = 9; oneof one { int32 a = 10; }
    message In { int32 i = 1; }
  }
  enum Open { option features.enum_type = OPEN; NONE = 0; }`
const editionDescriptor = [
  'CgptYWluLnByb3RvEgJlZCKSAgoBTRIMCgFpGAEgASgFUgFpEhMKAWUYAiABKAVCBaoBAggBUgFlEhMKAXIYAyABKAlCBaoBAggDUgFy',
  'EgwKAXAYBCADKAVSAXASEwoBeBgFIAMoBUIFqgECGAJSAXgSHQoBZBgGIAEoCzIILmVkLk0uSW5CBaoBAigCUgFkEhYKAW8YByABKA4y',
  'CC5lZC5PcGVuUgFvEhoKAW0YCSADKAsyDC5lZC5NLk1FbnRyeVIBbRIOCgFhGAogASgFSABSAWEaEgoCSW4SDAoBaRgBIAEoBVIBaRo0',
  'CgZNRW50cnkSEAoDa2V5GAEgASgJUgNrZXkSFAoFdmFsdWUYAiABKAVSBXZhbHVlOgI4AUIFCgNvbmUqFgoET3BlbhIICgROT05FEAAa',
  'BDoCEAFCBZIDAggCYghlZGl0aW9uc3DoBw==',
].join('')

const imported: readonly ReferencedSchema[] = [{ name: 'geo.proto', text: geo }]

function alike(text: string, descriptor: string, references: readonly ReferencedSchema[], datum: string, index = '00') {
  const [ours, theirs] = [text, descriptor].map((each) => {
    const codec = compileProtobuf(each, references, createSink())
    const bytes = codec.encode(7, JsonText.of(datum), '/value').subarray(6)
    const message = Buffer.concat([Buffer.from(index, 'hex'), index === '00' ? bytes : Buffer.alloc(0)])
    return { name: codec.name, bytes: bytes.toString('hex'), shown: reader(each, references)(message) }
  })
  equal(JSON.stringify(theirs), JSON.stringify(ours))
}

for (const datum of [
  '{}',
  '{"id":"a","count":0,"many":["1","-2"],"fast":false,"lines":{"k":{"price":1.5,"f":[0.1],"raw":"AA=="}},"unit":"KILO"}',
  '{"order_id":"a","where":{"x":1},"at":"2026-11-21T00:00:00Z","unit":"DEBT"}',
]) {
  test(`a schema that is a descriptor means what its text means: ${datum}`, () => {
    alike(order, orderDescriptor, imported, datum)
  })
}

test('messages are counted in a descriptor as in its text', () => {
  alike(order, orderDescriptor, imported, '{}', '0202')
  alike(order, orderDescriptor, imported, '{}', '040000')
})

for (const datum of ['{"r":1}', '{"r":1,"s":"","e":"A","d":"NaN","b":"","p":[1,-1]}']) {
  test(`so does one of proto2, with its defaults: ${datum}`, () => {
    alike(old, oldDescriptor, [], datum)
  })
}

test('a descriptor may be what another schema imports', () => {
  const text = 'syntax = "proto3"; import "old.proto"; message M { Old o = 1; }'
  const message = Buffer.from('000a020801', 'hex')
  equal(
    reader(text, [{ name: 'old.proto', text: oldDescriptor }])(message),
    reader(text, [{ name: 'old.proto', text: old }])(message),
  )
})

test('groups of descriptors are there, as in their texts', () => {
  equal(
    descriptorText(groupDescriptor)?.replaceAll(/\s+/g, ' '),
    'syntax = "proto2"; message Old { optional group Inner = 1 { optional int32 i = 1 [json_name = "i"]; } }',
  )
})

for (const datum of ['{"r":""}', '{"i":0,"e":0,"r":"x","p":[1,2],"x":[1,2],"d":{"i":0},"o":7,"m":{"k":1},"a":0}']) {
  test(`a descriptor of an edition means what its text means: ${datum}`, () => {
    alike(edition, editionDescriptor, [], datum)
  })
}

test('an edition that there is not is refused', () => {
  const later = Buffer.from(editionDescriptor, 'base64')
  later[later.length - 1] = 8
  throws(() => compileProtobuf(later.toString('base64'), [], createSink()), { message: /edition must be/ })
})

for (const text of ['message', 'x', '', 'AAAA', 'syntax = "proto3";', 'zzzz', '/////w==']) {
  test(`${JSON.stringify(text)} is no descriptor`, () => {
    equal(descriptorText(text), undefined)
  })
}

test('a descriptor without messages is a schema without messages', () => {
  throws(() => compileProtobuf('Cgdt', [], createSink()), InvalidSchema)
  throws(() => compileProtobuf('GgdmLnByb3Rv', [], createSink()), InvalidSchema)
})

/** A field of bytes. */
function field(number: number, content: Buffer): Buffer {
  const size = []
  let rest = content.length
  for (; rest > 127; rest >>>= 7) size.push((rest & 127) | 128)
  return Buffer.concat([Buffer.of((number << 3) | 2, ...size, rest), content])
}

test('names that are none, and messages a thousand levels deep, make the schema invalid', () => {
  for (const name of ['', 'a b', 'M {} message N', '1', 'é']) {
    const file = field(4, field(1, Buffer.from(name)))
    throws(() => compileProtobuf(file.toString('base64'), [], createSink()), InvalidSchema)
  }
  let message = field(1, Buffer.from('M'))
  for (let depth = 0; depth < 1_000; depth++) message = Buffer.concat([field(1, Buffer.from('M')), field(3, message)])
  throws(() => descriptorText(field(4, message).toString('base64')), { message: /nested too deeply/ })
})
