import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopback, parseListeners } from '../../shared/config/listener.ts'

const right: readonly (readonly [string, string, number, boolean])[] = [
  ['http://0.0.0.0:8082', '0.0.0.0', 8082, false],
  ['http://127.0.0.1:0', '127.0.0.1', 0, false],
  ['http://[::1]:8082', '::1', 8082, false],
  ['http://localhost', 'localhost', 80, false],
  ['https://[::]:8443', '::', 8443, true],
  ['https://localhost', 'localhost', 443, true],
]
for (const [listener, host, port, secure] of right) {
  test(`${listener} is listened on`, () => {
    const problems: string[] = []
    deepEqual(parseListeners([listener], problems), [{ host, port, secure }])
    deepEqual(problems, [])
  })
}

for (const listeners of [
  [],
  ['ftp://a:1'],
  ['8082'],
  ['http://'],
  ['http://a:99999'],
  ['http://a:1', 'b:2'],
  ['http://a:1', 'https://a:1'],
  ['http://a:1/path'],
  ['http://a:1?x'],
  ['http://u:p@a:1'],
]) {
  test(`${JSON.stringify(listeners)} is a problem`, () => {
    const problems: string[] = []
    parseListeners(listeners, problems)
    equal(problems.length, 1)
  })
}

test('several addresses are listened on in their order, with TLS and without', () => {
  const problems: string[] = []
  deepEqual(parseListeners(['https://0.0.0.0:8443', 'http://127.0.0.1:8082'], problems), [
    { host: '0.0.0.0', port: 8443, secure: true },
    { host: '127.0.0.1', port: 8082, secure: false },
  ])
  equal(parseListeners(['http://127.0.0.1:0', 'http://127.0.0.1:0'], problems).length, 2)
  deepEqual(problems, [])
})

test('only this machine reaches a loopback address', () => {
  for (const host of ['localhost', '::1', '127.0.0.1', '127.8.9.10']) equal(isLoopback(host), true, host)
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example', 'localhost.example', '']) {
    equal(isLoopback(host), false, host)
  }
})
