import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { LAST_EPOCH, Numbering } from '../../../shared/kafka/producer/numbering.ts'

function numbering(epoch: number): Numbering {
  const numbers = new Numbering()
  numbers.begin({ id: 5n, epoch })
  return numbers
}

test('numbers go on from batch to batch, and round after 2^31 − 1', () => {
  const numbers = numbering(0)
  deepEqual(numbers.sequence, { producerId: 5n, epoch: 0, first: 0 })
  numbers.advance(2 ** 31 - 2)
  equal(numbers.sequence.first, 2 ** 31 - 2)
  numbers.advance(5)
  equal(numbers.sequence.first, 3)
})

test('numbers that are given up are followed by 0 of the next epoch', () => {
  const numbers = numbering(7)
  numbers.advance(100)
  numbers.renew()
  deepEqual(numbers.sequence, { producerId: 5n, epoch: 8, first: 0 })
})

test('after the last 16-bit epoch another producer id has to come', () => {
  const numbers = numbering(LAST_EPOCH - 1)
  numbers.renew()
  equal(numbers.sequence.epoch, 32_767)
  equal(numbers.ready, true)
  numbers.renew()
  equal(numbers.ready, false)
  deepEqual(numbers.identity, { id: 5n, epoch: 32_767 })
  numbers.begin({ id: 6n, epoch: 0 })
  equal(numbers.ready, true)
  deepEqual(numbers.sequence, { producerId: 6n, epoch: 0, first: 0 })
})

test('without idempotence batches carry no numbers, whatever happens', () => {
  const numbers = new Numbering()
  equal(numbers.ready, false)
  numbers.begin({ id: -1n, epoch: -1 })
  numbers.advance(3)
  numbers.renew()
  equal(numbers.ready, true)
  deepEqual(numbers.sequence, { producerId: -1n, epoch: -1, first: -1 })
})
