import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MAX_DEPTH } from '../../shared/formats/json-scan.ts'
import { JsonReader, NotJson } from '../../shared/http/json-reader.ts'
import { isJson } from '../support/is-json.ts'

const readerOf = (text: string) => new JsonReader(Buffer.from(text))

/** Whether the whole text is one value, by the reader's word. */
function accepts(text: string): boolean {
  const reader = readerOf(text)
  try {
    reader.skipValue()
    reader.finish()
    return true
  } catch (error) {
    if (error instanceof NotJson) return false
    throw error
  }
}

/** What JSON.parse makes of the next value, made by walking into it as far as it goes. */
function rebuilt(reader: JsonReader): unknown {
  const first = String.fromCharCode(reader.peek())
  if (first === '[') {
    const elements: unknown[] = []
    reader.enterArray()
    while (reader.nextElement()) elements.push(rebuilt(reader))
    return elements
  }
  if (first === '{') {
    const members: [string, unknown][] = []
    reader.enterObject()
    while (reader.nextMember()) members.push([reader.name(), rebuilt(reader)])
    return Object.fromEntries(members)
  }
  reader.skipValue()
  return JSON.parse(reader.text())
}

/** White space of all kinds, from a seed, where it may stand between tokens. */
function spaced(text: string, blanks: readonly string[]): string {
  let at = 0
  const blank = () => blanks[at++ % blanks.length] ?? ''
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^"[\]{},:]+/g, (token) => blank() + token + blank())
}
const blanks = fc.array(fc.constantFrom('', ' ', '\n', '\t', '\r\n', '   '), { minLength: 1 })

test('any JSON with any white space is walked through to its end, and is what JSON.parse finds', () => {
  fc.assert(
    fc.property(fc.json(), blanks, (json, each) => {
      const text = spaced(json, each)
      equal(accepts(text), true)
      const reader = readerOf(text)
      deepEqual(rebuilt(reader), JSON.parse(text))
      reader.finish()
    }),
    { numRuns: 1000 },
  )
})

test('a text is JSON exactly when JSON.parse says so', () => {
  const tokens = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '\\',
    '\\u00e9',
    '\\u00g',
    '-',
    '0',
    '01',
    '1.5',
    '1.',
    '.5',
  ]
  const more = ['1e5', '1E+', 'true', 'tru', 'null', 'false', ' ', '\n', '\t', '\u000b', '\u0001', 'é', '\ufeff', '😀']
  const text = fc.array(fc.constantFrom(...tokens, ...more), { maxLength: 8 }).map((all) => all.join(''))
  fc.assert(
    fc.property(text, (each) => equal(accepts(each), isJson(each), JSON.stringify(each))),
    { numRuns: 20_000 },
  )
  const changed = fc.tuple(fc.json(), fc.nat(), fc.constantFrom(...tokens, ...more)).map(([json, at, token]) => {
    const place = at % (json.length + 1)
    return json.slice(0, place) + token + json.slice(place + (at % 2))
  })
  fc.assert(
    fc.property(changed, (each) => equal(accepts(each), isJson(each), JSON.stringify(each))),
    { numRuns: 5_000 },
  )
})

test('a value’s place is that of its bytes, and it is known whether white space is in it', () => {
  for (const [text, from, to, isSpaced] of [
    [' {"a":[1,"x y"]} ', 1, 16, false],
    ['{"a": 1}', 0, 8, true],
    ['{"a":1 }', 0, 8, true],
    ['[ ]', 0, 3, true],
    ['[1,\n2]', 0, 6, true],
    ['  "é b"  ', 2, 8, false],
    ['12 ', 0, 2, false],
  ] as const) {
    const reader = readerOf(text)
    reader.skipValue()
    deepEqual([reader.from, reader.to, reader.spaced], [from, to, isSpaced], text)
  }
})

test('names are compared as they are spelled, and told as they read', () => {
  const reader = readerOf('{"value":1,"v\\u0061lue":2,"":3,"__proto__":4}')
  const found: unknown[] = []
  reader.enterObject()
  while (reader.nextMember()) {
    found.push([reader.name(), reader.isName(Buffer.from('value'))])
    reader.skipValue()
  }
  deepEqual(found, [
    ['value', true],
    ['value', false],
    ['', false],
    ['__proto__', false],
  ])
})

test('a thousand levels are taken, one more is not, and a million take no stack', () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  equal(accepts(deep(MAX_DEPTH)), true)
  equal(accepts(deep(MAX_DEPTH + 1)), false)
  equal(accepts(deep(1_000_000)), false)
})

test('what is asked for must come next', () => {
  throws(() => readerOf('[]').enterObject(), NotJson)
  throws(() => readerOf('{}').enterArray(), NotJson)
  const reader = readerOf('[1 2]')
  reader.enterArray()
  reader.nextElement()
  reader.skipValue()
  throws(() => reader.nextElement(), NotJson)
})
