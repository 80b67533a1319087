import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { insufficientScope, invalidToken } from '../../shared/auth/challenge.ts'

test('nothing in a challenge can end its quotes or its line', () => {
  const challenge = 'Bearer realm="kafka-rest-edge", error="insufficient_scope", scope="a?b?c??d?"'
  equal(insufficientScope('a"b\\c\r\nd\u00e4'), challenge)
  equal(invalidToken('a"b').headers['WWW-Authenticate']?.endsWith('error_description="a?b"'), true)
})
