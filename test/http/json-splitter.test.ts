import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createJsonSplitter } from '../../shared/http/json-splitter.ts'

/** What comes out when a text goes in in pieces of some sizes, over and over. */
function split(text: string | Buffer, sizes: readonly number[], maxBytes = 1_000_000): string[] {
  const bytes = Buffer.from(text)
  const splitter = createJsonSplitter(maxBytes)
  const found: string[] = []
  function take(splits: ReturnType<typeof splitter.end>): boolean {
    for (const { bytes, ends } of splits) {
      ends.forEach((end, i) => {
        found.push(bytes.toString('utf8', ends[i - 1] ?? 0, end).trim())
      })
    }
    return splits.some(({ tooLarge }) => tooLarge)
  }
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] as number
    if (take(splitter.push(bytes.subarray(at, at + size)))) return [...found, 'too large']
    at += size
  }
  take(splitter.end())
  return found
}

const escapes = String.raw`{"a\\":"\"}{","b":["\\\\",{"c":"]"}],"ü":"\u007b"}`
const long = JSON.stringify({ text: `${'x'.repeat(100)}\\${'"'.repeat(30)}${'\\'.repeat(31)}` })

test('values with white space between them or without are cut where they end', () => {
  deepEqual(split('{"a":1}{"b":2}\r\n {"c":[3]}\t{}', [1000]), ['{"a":1}', '{"b":2}', '{"c":[3]}', '{}'])
  deepEqual(split('', [10]), [])
  deepEqual(split(' \n\t ', [2]), [])
})

test('brackets, quotes and backslashes within strings do not count', () => {
  deepEqual(split(escapes + long + escapes, [10_000]), [escapes, long, escapes])
})

test('wherever the stream is cut into pieces the values are the same', () => {
  const text = `${escapes}\n${long} ${escapes}{}[1,"2"]"three"4 true\n{"last":null}`
  const expected = [escapes, long, escapes, '{}', '[1,"2"]', '"three"', '4', 'true', '{"last":null}']
  deepEqual(split(text, [text.length * 2]), expected)
  const { length } = Buffer.from(text)
  for (let first = 1; first < length; first++) deepEqual(split(text, [first, length]), expected, `cut at ${first}`)
  for (let size = 1; size < 40; size++) deepEqual(split(text, [size]), expected, `pieces of ${size}`)
})

test('what is broken is a value too, so that its reader learns of it', () => {
  deepEqual(split('{"a":1}}{"b":2}', [1000]), ['{"a":1}', '}', '{"b":2}'])
  deepEqual(split('{},{}', [1000]), ['{}', ',', '{}'])
  deepEqual(split('{"a":"unended}{"b":1}', [5]), ['{"a":"unended}{"b":1}'])
  deepEqual(split('{"a":', [1]), ['{"a":'])
  deepEqual(split('{]', [1]), ['{]'])
})

test('a byte order mark is skipped, in one piece and in three', () => {
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"a":1}')])
  deepEqual(split(marked, [100]), ['{"a":1}'])
  deepEqual(split(marked, [1]), ['{"a":1}'])
})

test('a value larger than the limit is told, complete or not; those before it are not lost', () => {
  const large = `{"a":"${'x'.repeat(94)}"}`
  equal(large.length, 102)
  deepEqual(split(`{}${large}{}`, [1000], 102), ['{}', large, '{}'])
  deepEqual(split(`{}${large}{}`, [1000], 101), ['{}', 'too large'])
  deepEqual(split(`{}${large}{}`, [1], 101), ['{}', 'too large'])
  deepEqual(split(`{}"${'x'.repeat(200)}`, [7], 101), ['{}', 'too large'])
})

test('white space without end is not kept', () => {
  equal(split(' '.repeat(10_000), [100], 50).length, 0)
  deepEqual(split(`${' '.repeat(10_000)}{}`, [100], 50), ['{}'])
})

test('a value in very small pieces is put together in linear time', () => {
  const value = JSON.stringify({ text: 'x'.repeat(400_000) })
  const startedAt = performance.now()
  deepEqual(split(value, [1]), [value])
  ok(performance.now() - startedAt < 5_000)
})
