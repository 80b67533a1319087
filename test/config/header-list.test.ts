import { deepEqual, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { headerList } from '../../shared/config/header-list.ts'

test('headers are named as Confluent’s are', () => {
  deepEqual(
    headerList('set X-Frame-Options: DENY, add Vary: Accept,setDate Expires: 31540000000 , ADDDATE X-Until:-5'),
    [
      { name: 'X-Frame-Options', value: 'DENY', add: false },
      { name: 'Vary', value: 'Accept', add: true },
      { name: 'Expires', value: 31_540_000_000, add: false },
      { name: 'X-Until', value: -5, add: true },
    ],
  )
  deepEqual(headerList(''), [])
  deepEqual(headerList(' , '), [])
})

test('commas within quotation marks part nothing, a backslash there takes the next character as it is', () => {
  deepEqual(headerList('"add Cache-Control: no-cache, no-store", "set X-Q: a\\"b\\\\"'), [
    { name: 'Cache-Control', value: 'no-cache, no-store', add: true },
    { name: 'X-Q', value: 'a"b\\', add: false },
  ])
})

test('a value may have colons', () => {
  deepEqual(headerList("set Content-Security-Policy: default-src 'none'; report-uri https://x.example/r"), [
    {
      name: 'Content-Security-Policy',
      value: "default-src 'none'; report-uri https://x.example/r",
      add: false,
    },
  ])
})

for (const [text, message] of [
  ['X-Frame-Options: DENY', /is not \[set/],
  ['remove X: y', /is not \[set/],
  ['set X', /is not \[set/],
  ['add Cache-Control: no-cache, no-store', /'no-store' is not .* quotation marks/],
  ['set X:', /value of 'X' is empty/],
  ['set X: ä', /not ASCII/],
  ['set X: a\r\nSet-Cookie: b', /not ASCII/],
  ['set X: a\0', /not ASCII/],
  ['set Ü: a', /is no name of a header/],
  ['set Content-Length: 5', /decided by the proxy/],
  ['set transfer-encoding: chunked', /decided by the proxy/],
  ['set Access-Control-Allow-Origin: *', /decided by the proxy/],
  ['setDate Expires: tomorrow', /number of milliseconds/],
  ['setDate Expires: 1e400', /number of milliseconds/],
  ['"set X: a', /not closed/],
] as const) {
  test(`${JSON.stringify(text)} is refused`, () => throws(() => headerList(text), message))
}
