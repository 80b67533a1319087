import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eachElement, eachMember, skipBlanks, skipValue } from '../../shared/http/json-spans.ts'

/** JSON text of a value with white space of all kinds between its tokens. */
const spacedJson = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.array(fc.constantFrom('', ' ', '\n', '\t', '\r\n', '   '), { minLength: 1 }))
  .map(([value, blanks]) => {
    let at = 0
    const blank = () => blanks[at++ % blanks.length] ?? ''
    return spaced(value, blank)
  })

function spaced(value: unknown, blank: () => string): string {
  const around = (text: string) => blank() + text + blank()
  if (Array.isArray(value)) return around(`[${value.map((each) => spaced(each, blank)).join(',')}${blank()}]`)
  if (typeof value !== 'object' || value === null) return around(JSON.stringify(value))
  const members = Object.entries(value).map(
    ([name, each]) => `${blank()}${JSON.stringify(name)}${blank()}:${spaced(each, blank)}`,
  )
  return around(`{${members.join(',')}${blank()}}`)
}

/** What JSON.parse makes of a text, made from spans alone. */
function rebuilt(text: string, start: number, end: number): unknown {
  if (text[start] === '[') {
    const elements: unknown[] = []
    eachElement(text, start, (index, from) => {
      const to = skipValue(text, from)
      equal(index, elements.length)
      elements.push(rebuilt(text, from, to))
      return to
    })
    return elements
  }
  if (text[start] !== '{') return JSON.parse(text.slice(start, end))
  const members: [string, unknown][] = []
  const after = eachMember(text, start, (name, from, to) => members.push([name, rebuilt(text, from, to)]))
  equal(after, end)
  return Object.fromEntries(members)
}

test('the spans of any text’s values are what JSON.parse finds in it', () => {
  fc.assert(
    fc.property(spacedJson, (text) => {
      const start = skipBlanks(text, 0)
      const end = skipValue(text, start)
      equal(text.slice(end).trim(), '')
      deepEqual(rebuilt(text, start, end), JSON.parse(text))
    }),
    { numRuns: 1000 },
  )
})

test('any string’s span ends at its own quote, whatever it escapes', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('\\', '"', 'a', '{', '}', '[', ']', ',', '\u0000', '😀') }),
      (string) => {
        const text = JSON.stringify(string)
        equal(skipValue(`${text},"next"`, 0), text.length)
      },
    ),
    { numRuns: 1000 },
  )
})

test('names are compared as they read, not as they are spelled', () => {
  const names: string[] = []
  eachMember('{"v\\u0061lue":1,"\\"":2,"":3,"__proto__":4}', 0, (name) => names.push(name))
  deepEqual(names, ['value', '"', '', '__proto__'])
})

const numbers = ['0', '-0', '1.0', '1e2', '1E+2', '-12.5e-3', '9007199254740993']
for (const number of numbers) {
  test(`the number ${number} ends before whatever may follow it`, () => {
    for (const next of [',', ']', '}', ' ', '\n', '']) equal(skipValue(number + next, 0), number.length)
  })
}

test('empty objects and arrays have no members', () => {
  for (const text of ['{}', '{ \n }']) eachMember(text, 0, () => Promise.reject(new Error('visited')))
  for (const text of ['[]', '[ \t ]']) eachElement(text, 0, () => text.length)
  equal(
    eachMember('{ \n } x', 0, () => {}),
    5,
  )
})

test('a million brackets and a megabyte of backslashes take no stack and no quadratic time', () => {
  const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000)
  equal(skipValue(deep, 0), deep.length)
  const escaped = JSON.stringify('\\'.repeat(500_000) + '"'.repeat(250_000))
  equal(skipValue(escaped, 0), escaped.length)
})
