import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { authorizedOperations } from '../../shared/kafka/authorized-operations.ts'

test('bit n stands for the operation with the code n', () => {
  deepEqual(authorizedOperations((1 << 3) | (1 << 8) | (1 << 11)), ['READ', 'DESCRIBE', 'ALTER_CONFIGS'])
})

test('nothing is allowed by no bit, nor by the number that says that nobody asked', () => {
  deepEqual(authorizedOperations(0), [])
  deepEqual(authorizedOperations(-(2 ** 31)), [])
})

test('what stands for no operation of its own is left out', () => {
  deepEqual(authorizedOperations(0b111), [])
  deepEqual(authorizedOperations(1 << 30), [])
})
