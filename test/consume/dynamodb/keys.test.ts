import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { groupKey, instanceKey, keyPart } from '../../../shared/consume/dynamodb/keys.ts'
import { strangeNames } from './strange-names.ts'

const cluster = 'MkU3OEVBNTcwNTJENDM2Qk'

test('a group and its instances share a partition, in which the group is first to be found', () => {
  const key = instanceKey(cluster, 'orders-readers', 'c1')
  equal(key.pk.S, `${cluster}#orders-readers`)
  equal(key.sk.S, 'instance#c1')
  equal(groupKey(cluster, 'orders-readers').pk.S, key.pk.S)
  equal(groupKey(cluster, 'orders-readers').sk.S, 'group')
})

test('clusters are apart', () => {
  ok(groupKey('a', 'g').pk.S !== groupKey('b', 'g').pk.S)
})

test('every name gives another key, which DynamoDB can hold and does not change', () => {
  const parts = strangeNames.map(keyPart)
  equal(new Set(parts).size, strangeNames.length)
  for (const part of [...parts, keyPart('')]) ok(part.isWellFormed() && part !== '')
  for (const name of strangeNames) {
    ok(Buffer.byteLength(instanceKey(cluster, name, name).pk.S) <= 2_048)
    ok(Buffer.byteLength(instanceKey(cluster, name, name).sk.S) <= 1_024)
  }
})
