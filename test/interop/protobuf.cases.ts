/** A `.proto` file, with data of its first message in canonical JSON. */
export interface ProtobufCase {
  readonly name: string
  readonly schema: string
  /** Files that it imports, by name, dependencies first; each is a subject of its own. */
  readonly imports?: Readonly<Record<string, string>>
  readonly values: readonly string[]
  /** What reads show where it is more than Google's runtime for Python shows: defaults of proto2, as Java's has them. */
  readonly shown?: readonly string[]
}

const proto3 = (body: string) => `syntax = "proto3"; package shop; ${body}`
const proto2 = (body: string) => `syntax = "proto2"; package shop; ${body}`
const google = (name: string) => `import "google/protobuf/${name}.proto";`
const base64 = (bytes: Iterable<number>) => JSON.stringify(Buffer.from([...bytes]).toString('base64'))
const members = (names: readonly string[], value: string) => `{${names.map((name) => `"${name}":${value}`)}}`
const point = 'syntax = "proto3"; package geo; message Point { int32 x = 1; int32 y = 2; }'

export const protobufCases: readonly ProtobufCase[] = [
  {
    name: 'a message without fields',
    schema: proto3('message Empty {}'),
    values: ['{}'],
  },
  {
    name: 'all scalar types, absent and zero',
    schema:
      proto3(`message M { int32 a = 1; uint32 b = 2; sint32 c = 3; fixed32 d = 4; sfixed32 e = 5; int64 f = 6; uint64 g = 7;
      sint64 h = 8; fixed64 i = 9; sfixed64 j = 10; float k = 11; double l = 12; bool m = 13; string n = 14; bytes o = 15; }`),
    values: ['{}', members([...'abcdefghijkl'], '0'), '{"m":false,"n":"","o":""}', '{"m":true,"n":"x","o":"AA=="}'],
  },
  {
    name: '32-bit numbers to their ends',
    schema: proto3('message M { int32 a = 1; sint32 b = 2; sfixed32 c = 3; uint32 d = 4; fixed32 e = 5; }'),
    values: [
      members([...'abc'], '2147483647'),
      members([...'abc'], '-2147483648'),
      members([...'de'], '4294967295'),
      members([...'abcde'], '"7"'),
    ],
  },
  {
    name: '64-bit numbers to their ends, as strings and as numbers',
    schema: proto3('message M { int64 a = 1; sint64 b = 2; sfixed64 c = 3; uint64 d = 4; fixed64 e = 5; }'),
    values: [
      members([...'abc'], '"9223372036854775807"'),
      members([...'abc'], '-9223372036854775808'),
      members([...'de'], '"18446744073709551615"'),
      members([...'abcde'], '9007199254740993'),
    ],
  },
  {
    name: 'floating numbers, NaN and infinities',
    schema: proto3('message M { float f = 1; double d = 2; }'),
    values: [
      '{"f":1.5,"d":0.1}',
      '{"f":0.1,"d":1.7976931348623157e308}',
      '{"f":1e-45,"d":5e-324}',
      '{"f":3.4028234e38,"d":-1e21}',
      '{"f":"NaN","d":"NaN"}',
      '{"f":"Infinity","d":"-Infinity"}',
      '{"f":"-Infinity","d":"Infinity"}',
    ],
  },
  {
    name: 'bytes: all of them, and lengths of every remainder',
    schema: proto3('message M { bytes b = 1; }'),
    values: [Array.from({ length: 256 }, (_, byte) => byte), [0], [0, 255], [1, 2, 3]].map(
      (bytes) => `{"b":${base64(bytes)}}`,
    ),
  },
  {
    name: 'strings of every length of UTF-8',
    schema: proto3('message M { string s = 1; }'),
    values: ['plain', 'é', '世界', '🚀', '"\\/\b\f\n\r\t\u0000', 'a'.repeat(5_000)].map(
      (text) => `{"s":${JSON.stringify(text)}}`,
    ),
  },
  {
    name: 'enums by name and by number, known or not',
    schema: proto3('enum Color { NONE = 0; RED = 1; DEEP = -7; } message M { Color c = 1; repeated Color l = 2; }'),
    values: ['{"c":"RED"}', '{"c":"DEEP"}', '{"c":1}', '{"c":99}', '{"l":["NONE","RED",-7,98]}'],
  },
  {
    name: 'an enum with two names for a number',
    schema: proto3('message M { enum E { option allow_alias = true; A = 0; B = 1; BEE = 1; } E e = 1; }'),
    values: ['{"e":"B"}', '{"e":"BEE"}'],
  },
  {
    name: 'messages within each other, and within themselves',
    schema: proto3('message M { message In { string s = 1; In more = 2; } In i = 1; M again = 2; }'),
    values: ['{"i":{}}', '{"i":{"s":"a","more":{"more":{"s":"b"}}}}', '{"again":{"again":{"i":{"s":"c"}}}}'],
  },
  {
    name: 'one of several fields, also with a default value',
    schema: proto3('message M { oneof choice { string s = 1; int64 i = 2; M m = 3; bool b = 4; } int32 rest = 5; }'),
    values: ['{}', '{"s":""}', '{"i":"0","rest":1}', '{"m":{}}', '{"m":{"s":"x"}}', '{"b":false}'],
  },
  {
    name: 'optional fields of proto3 know whether they were set',
    schema: proto3('message M { optional int32 i = 1; optional string s = 2; optional M m = 3; }'),
    values: ['{}', '{"i":0,"s":""}', '{"i":1,"m":{"i":2}}'],
  },
  {
    name: 'repeated fields of every kind',
    schema: proto3(
      'message M { repeated int64 i = 1; repeated string s = 2; repeated M m = 3; repeated bytes b = 4; repeated double d = 5; }',
    ),
    values: ['{"i":["1","-2"],"s":["","x"],"m":[{},{"s":["y"]}],"b":["","AA=="],"d":[0.5,"NaN"]}', '{"i":[],"s":[]}'],
  },
  {
    name: 'repeated numbers, packed and not',
    schema: proto3('message M { repeated sint32 p = 1; repeated sint32 u = 2 [packed = false]; repeated bool b = 3; }'),
    values: ['{"p":[1,-2,300],"u":[1,-2,300],"b":[true,false]}'],
  },
  {
    name: 'repeated numbers of proto2, packed and not',
    schema: proto2('message M { repeated fixed64 u = 1; repeated int32 p = 2 [packed = true]; repeated float f = 3; }'),
    values: ['{"u":["1","18446744073709551615"],"p":[1,-2],"f":[0.5,0.1]}', '{}'],
  },
  {
    name: 'maps with keys of every kind',
    schema: proto3(
      'message M { map<string, int32> s = 1; map<bool, int32> b = 2; map<int32, int32> i = 3; map<uint64, int32> u = 4; map<sfixed64, int32> f = 5; }',
    ),
    values: [
      '{"s":{"":1,"é":2},"b":{"true":1,"false":0},"i":{"-1":1},"u":{"18446744073709551615":1},"f":{"-9223372036854775808":0}}',
    ],
  },
  {
    name: 'maps with values of every kind',
    schema: proto3(
      'message M { map<string, M> m = 1; map<string, bytes> b = 2; map<string, E> e = 3; map<int64, double> d = 4; map<string, int64> i = 5; enum E { A = 0; B = 1; } }',
    ),
    values: [
      '{"m":{"a":{},"b":{"m":{"c":{}}}},"b":{"x":"AA=="},"e":{"y":"B","z":"A"},"d":{"1":0.5},"i":{"k":"-1"}}',
      '{}',
    ],
  },
  {
    name: 'names: of the schema and of JSON, and one that the schema chooses',
    schema: proto3(
      'message M { int32 snake_case_name = 1; int32 other_name = 2 [json_name = "Chosen-Name"]; int32 mixedCase = 3; int32 _lead = 4; int32 f_1 = 5; }',
    ),
    values: [
      '{"snakeCaseName":1,"Chosen-Name":2,"mixedCase":3,"Lead":4,"f1":5}',
      '{"snake_case_name":1,"other_name":2,"_lead":4,"f_1":5}',
    ],
  },
  {
    name: 'names that programs and the language itself use',
    schema: proto3(
      'message M { int32 constructor = 1; string toString = 2; int32 message = 3; int32 repeated = 4; int32 option = 5; M class = 6; }',
    ),
    values: ['{"constructor":1,"toString":"x","message":2,"repeated":3,"option":4,"class":{"constructor":5}}'],
  },
  {
    name: 'high field numbers, in any order',
    schema: proto3('message M { int32 last = 536870911; int32 first = 1; int32 middle = 20000; reserved 5 to 9; }'),
    values: ['{"last":1,"first":2,"middle":3}'],
  },
  {
    name: 'required and optional fields of proto2, with defaults',
    schema: proto2(
      'message M { required int32 r = 1; optional string s = 2 [default = "a \\"b\\""]; optional E e = 3 [default = B]; optional double d = 4 [default = inf]; optional bytes b = 5 [default = "\\001x"]; enum E { A = 1; B = 2; } }',
    ),
    values: ['{"r":0}', '{"r":1,"s":"","e":"A","d":-1.5,"b":""}', '{"r":2,"s":"x","e":"B"}'],
    shown: [
      '{"r":0,"s":"a \\"b\\"","e":"B","d":"Infinity","b":"AXg="}',
      '{"r":1,"s":"","e":"A","d":-1.5,"b":""}',
      '{"r":2,"s":"x","e":"B","d":"Infinity","b":"AXg="}',
    ],
  },
  {
    name: 'timestamps and durations',
    schema: proto3(`${google('timestamp')} ${google('duration')}
      message M { google.protobuf.Timestamp t = 1; google.protobuf.Duration d = 2; }`),
    values: [
      '{"t":"2026-11-21T12:34:56Z","d":"1s"}',
      '{"t":"2026-11-21T12:34:56.123456789Z","d":"-1.500s"}',
      '{"t":"0001-01-01T00:00:00Z","d":"315576000000s"}',
      '{"t":"9999-12-31T23:59:59.999999999Z","d":"0.000000001s"}',
      '{"t":"2026-11-21T12:34:56+02:00"}',
    ],
  },
  {
    name: 'wrappers',
    schema:
      proto3(`${google('wrappers')} message M { google.protobuf.Int64Value i = 1; google.protobuf.StringValue s = 2;
      google.protobuf.BoolValue b = 3; google.protobuf.DoubleValue d = 4; google.protobuf.BytesValue y = 5;
      google.protobuf.UInt32Value u = 6; google.protobuf.FloatValue f = 7; }`),
    values: [
      '{}',
      '{"i":"0","s":"","b":false,"d":0,"y":"","u":0,"f":0}',
      '{"i":"-5","s":"x","b":true,"d":"NaN","u":1}',
    ],
  },
  {
    name: 'JSON in messages: Struct, Value, ListValue',
    schema: proto3(
      `${google('struct')} message M { google.protobuf.Struct s = 1; google.protobuf.Value v = 2; google.protobuf.ListValue l = 3; }`,
    ),
    values: [
      '{"s":{"a":1,"b":[true,null,{"c":"d"}]},"l":[1.5,"x",{}]}',
      '{"v":null}',
      '{"v":"text"}',
      '{"v":[{}]}',
      '{"s":{}}',
    ],
  },
  {
    name: 'field masks and Empty',
    schema: proto3(
      `${google('field_mask')} ${google('empty')} message M { google.protobuf.FieldMask m = 1; google.protobuf.Empty e = 2; }`,
    ),
    values: ['{"m":"a,bC.dE","e":{}}', '{"m":""}'],
  },
  {
    name: 'Any, of a message of the schema and of one with a form of its own',
    schema: proto3(
      `${google('any')} ${google('duration')} message M { google.protobuf.Any a = 1; int32 i = 2; google.protobuf.Duration unused = 3; }`,
    ),
    values: [
      '{"a":{"@type":"type.googleapis.com/shop.M","i":5}}',
      '{"a":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1.500s"}}',
    ],
  },
  {
    name: 'a schema without a package, with options, comments and a service',
    schema: `// A comment.
      syntax = "proto3"; option java_package = "x.y"; option java_multiple_files = true;
      message Reading { /* here too */ double value = 1 [deprecated = true]; Unit unit = 2; }
      enum Unit { NONE = 0; KELVIN = 1; } service S { rpc Get (Reading) returns (Reading); }`,
    values: ['{"value":1.5,"unit":"KELVIN"}'],
  },
  {
    name: 'types of the same name in several scopes',
    schema: proto3(
      'message M { message T { int32 inner = 1; } T a = 1; .shop.T b = 2; In c = 3; message In { T t = 1; } } message T { string outer = 1; }',
    ),
    values: ['{"a":{"inner":1},"b":{"outer":"x"},"c":{"t":{"inner":2}}}'],
  },
  {
    name: 'a file of another subject',
    schema: proto3('import "geo/point.proto"; message Line { geo.Point from = 1; repeated geo.Point to = 2; }'),
    imports: { 'geo/point.proto': point },
    values: ['{"from":{"x":1,"y":-2},"to":[{},{"x":3}]}'],
  },
  {
    name: 'a file that imports a third, and passes it on',
    schema: proto3('import "path.proto"; message M { geo.Path path = 1; geo.Point end = 2; }'),
    imports: {
      'point.proto': point,
      'path.proto': `syntax = "proto3"; package geo; import public "point.proto"; message Path { repeated Point points = 1; }`,
    },
    values: ['{"path":{"points":[{"x":1,"y":2},{"y":3}]},"end":{"x":4}}'],
  },
  {
    name: 'proto3 that uses messages of proto2',
    schema: proto3('import "old.proto"; message M { old.Old o = 1; }'),
    imports: {
      'old.proto':
        'syntax = "proto2"; package old; message Old { optional int32 i = 1 [default = 5]; required string s = 2; repeated int32 l = 3; }',
    },
    values: ['{"o":{"s":"x"}}', '{"o":{"i":0,"s":"","l":[1,2]}}'],
    shown: ['{"o":{"i":5,"s":"x","l":[]}}', '{"o":{"i":0,"s":"","l":[1,2]}}'],
  },
  {
    name: '100 fields',
    schema: proto3(
      `message M { ${Array.from({ length: 100 }, (_, index) => `int64 field_${index} = ${index + 1};`).join(' ')} }`,
    ),
    values: [`{${Array.from({ length: 100 }, (_, index) => `"field${index}":"${index - 50}"`)}}`],
  },
]

/** What only the peer can write: another message than the first; a file that this registry takes as a descriptor only. */
export const theirMessages: readonly (ProtobufCase & { readonly message: string })[] = [
  {
    name: 'the third message of a file',
    schema: proto3('message A { int32 a = 1; } message B { int32 b = 1; } message C { string c = 1; }'),
    message: 'shop.C',
    values: ['{"c":"x"}', '{}'],
  },
  {
    name: 'a message within the second message',
    schema: proto3('message A {} message B { message In { int64 i = 1; } message Other { string s = 2; } In in = 1; }'),
    message: 'shop.B.Other',
    values: ['{"s":"x"}'],
  },
  {
    name: 'a message three levels deep in the first',
    schema: proto3('message A { message B { message C { bool yes = 1; A a = 2; } } B.C c = 1; }'),
    message: 'shop.A.B.C',
    values: ['{"yes":true,"a":{"c":{"yes":true}}}'],
  },
  {
    name: 'groups of proto2',
    schema: proto2(
      'message M { optional group One = 1 { optional int32 i = 1; repeated group Many = 2 { required string s = 1; } } repeated group All = 3 { repeated int32 l = 1; } }',
    ),
    values: ['{}', '{"one":{"i":1,"many":[{"s":"a"},{"s":""}]},"all":[{"l":[1,2]},{}]}'],
    message: 'shop.M',
  },
  {
    name: 'an edition, with fields of every presence and layout',
    schema: `edition = "2023"; package ed; option features.field_presence = IMPLICIT;
      message M {
        int32 i = 1; string r = 3 [features.field_presence = LEGACY_REQUIRED];
        repeated int32 p = 4; repeated int32 x = 5 [features.repeated_field_encoding = EXPANDED];
        In d = 6 [features.message_encoding = DELIMITED]; Open o = 7; map<string, int32> m = 9; oneof one { int32 a = 10; }
        message In { int32 i = 1; }
      }
      enum Open { option features.enum_type = OPEN; NONE = 0; }`,
    message: 'ed.M',
    values: ['{"r":""}', '{"i":5,"r":"x","p":[1,2],"x":[1,2],"d":{"i":1},"o":7,"m":{"k":1},"a":0}'],
  },
]
