import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopback, parseListener } from '../../shared/config/listener.ts'

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
    deepEqual(parseListener([listener], problems), { host, port, secure })
    deepEqual(problems, [])
  })
}

for (const listeners of [[], ['ftp://a:1'], ['8082'], ['http://a:1', 'http://b:2'], ['http://'], ['http://a:99999']]) {
  test(`${JSON.stringify(listeners)} is a problem`, () => {
    const problems: string[] = []
    parseListener(listeners, problems)
    equal(problems.length, 1)
  })
}

test('only this machine reaches a loopback address', () => {
  for (const host of ['localhost', '::1', '127.0.0.1', '127.8.9.10']) equal(isLoopback(host), true, host)
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example', 'localhost.example', '']) {
    equal(isLoopback(host), false, host)
  }
})
