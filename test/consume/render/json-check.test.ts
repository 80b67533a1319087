import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkOne, ways } from './json-checks.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What Node says: UTF-8, and JSON. */
function parses(bytes: Uint8Array): boolean {
  try {
    JSON.parse(decoder.decode(bytes))
    return true
  } catch {
    return false
  }
}

const texts = [
  ...[
    '',
    ' ',
    'null',
    'true',
    'false',
    'nul',
    'nulll',
    'True',
    'tru',
    'fals',
    'n',
    ' null ',
    '\ufeffnull',
    'null null',
  ],
  ...[
    '0',
    '-0',
    '1',
    '-',
    '+1',
    '01',
    '-01',
    '1.',
    '.5',
    '1.5',
    '1.5.',
    '1e5',
    '1E+5',
    '1e-05',
    '1e',
    '1e+',
    '0e0',
    '1.e5',
  ],
  ...['Infinity', 'NaN', '0x1', '1_000', '1 2', '12345678901234567890', '1a', '--1', '1-'],
  ...[
    '""',
    '"',
    '"a"',
    '"a',
    '"\\""',
    '"\\"',
    '"\\\\"',
    '"\\\\\\"',
    '"\\/\\b\\f\\n\\r\\t"',
    '"\\a"',
    '"\\u00e9"',
    '"\\u00E"',
  ],
  ...[
    '"\\u"',
    '"\\u00g0"',
    '"\\ud800"',
    '"\t"',
    '"\n"',
    '"\u0000"',
    '"\u001f"',
    '"\u007f"',
    '"é漢😀"',
    "'a'",
    '"a" "b"',
    '"\u2028"',
  ],
  ...[
    '[]',
    '[ ]',
    '[',
    ']',
    '[1]',
    '[1,]',
    '[,1]',
    '[,]',
    '[1 2]',
    '[[]]',
    '[[]',
    '[]]',
    '[1,[2,{"a":[3]}],4]',
    '[}',
    '{]',
  ],
  ...[
    '{}',
    '{ }',
    '{',
    '}',
    '{"a":1}',
    '{"a":1,}',
    '{,"a":1}',
    '{"a"}',
    '{"a":}',
    '{a:1}',
    '{"a":1 "b":2}',
    '{"a":1,"a":2}',
  ],
  ...[
    '{"a"1}',
    '{1:1}',
    '{"a":{"b":{}}}',
    '{"a":{"b":{}}',
    '{"a":[}',
    '[{]}',
    ' { "a" : [ 1 , 2 ] , "b" : null } ',
    '{"a":1}}',
  ],
  ...['\u00a0null', 'null\u000b', '\r\n\tnull', '// a\n1', '/**/1', '{"a":1};', 'é', '[é]'],
]
const notUtf8: [string, number[]][] = [
  ['a byte that begins nothing', [0x22, 0x80, 0x22]],
  ['a character without its end', [0x22, 0xc3, 0x22]],
  ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ['an overlong form', [0x22, 0xc0, 0xaf, 0x22]],
  ['a character above U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
  ['a bad byte in a name', [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]],
]
const json = fc
  .tuple(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom('', ' ', '\t', '  '))
  .map(([value, space]) => Buffer.from(JSON.stringify(value, null, space)))

for (const [way, check] of ways) {
  for (const text of texts) {
    test(`${JSON.stringify(text)} is JSON, or not, as JSON.parse has it, ${way}`, () => {
      equal(check(Buffer.from(text)), parses(Buffer.from(text)))
    })
  }

  for (const [what, bytes] of notUtf8) {
    test(`${what} makes it no JSON, ${way}`, () => {
      equal(check(Uint8Array.from(bytes)), false)
    })
  }

  test(`whatever JSON.stringify writes is JSON, ${way}`, () => {
    fc.assert(fc.property(json, (bytes) => equal(check(bytes), true)))
  })

  test(`JSON with bytes changed, taken out and put in is JSON, or not, as JSON.parse has it, ${way}`, () => {
    const byte = fc.oneof(fc.constantFrom(...Buffer.from('{}[]",:\\0-.eEtu \n')), fc.nat(255))
    const edit = fc.tuple(fc.nat(), fc.nat(1), fc.array(byte, { maxLength: 2 }))
    fc.assert(
      fc.property(json, fc.array(edit, { minLength: 1, maxLength: 3 }), (bytes, edits) => {
        const changed = [...bytes]
        for (const [at, removed, added] of edits) changed.splice(at % (changed.length + 1), removed, ...added)
        equal(check(Uint8Array.from(changed)), parses(Uint8Array.from(changed)))
      }),
      { numRuns: 3_000 },
    )
  })

  test(`short texts out of JSON’s own characters are JSON, or not, as JSON.parse has it, ${way}`, () => {
    const characters = fc.constantFrom(...'{}[]",:\\0-.e1tu ', 'true', 'null', '"a"', '"a":')
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 8 }), (parts) => {
        const bytes = Buffer.from(parts.join(''))
        equal(check(bytes), parses(bytes))
      }),
      { numRuns: 3_000 },
    )
  })
}

test('a million levels are no more trouble than one', () => {
  const levels = 1_000_000
  equal(checkOne(Buffer.from('['.repeat(levels) + ']'.repeat(levels))), true)
  equal(checkOne(Buffer.from('['.repeat(levels) + ']'.repeat(levels - 1))), false)
  equal(checkOne(Buffer.from(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)), true)
})
