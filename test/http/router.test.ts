import { deepEqual } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createRouter } from '../../shared/http/router.ts'

const router = createRouter<string>()
for (const path of [
  '/',
  '/topics',
  '/topics/:topic',
  '/topics/:topic/configs',
  '/topics/:topic/configs:alter',
  '/topics/:topic/configs/:name',
  '/topics/-/configs',
  '/topics/-/partitions/-/reassignment',
  '/topics/:topic/partitions/-/reassignment',
  '/topics/:topic/partitions/:partition/reassignment',
]) {
  router.add('GET', path, path)
}
router.add('POST', '/topics/:name', 'posted')
router.add('ALL', '/topics', 'any')

describe('a route is found', () => {
  const cases: [method: string, path: string, handler: string, parameters: object][] = [
    ['GET', '/', '/', {}],
    ['GET', '/topics', '/topics', {}],
    ['GET', '/topics/t', '/topics/:topic', { topic: 't' }],
    ['POST', '/topics/t', 'posted', { name: 't' }],
    ['DELETE', '/topics', 'any', {}],
    ['GET', '/topics/t/configs', '/topics/:topic/configs', { topic: 't' }],
    ['GET', '/topics/t/configs:alter', '/topics/:topic/configs:alter', { topic: 't' }],
    ['GET', '/topics/t/configs/:alter', '/topics/:topic/configs/:name', { topic: 't', name: ':alter' }],
    ['GET', '/topics/t:alter', '/topics/:topic', { topic: 't:alter' }],
    ['GET', '/topics/-/configs', '/topics/-/configs', {}],
    ['GET', '/topics/-', '/topics/:topic', { topic: '-' }],
    ['GET', '/topics/-/configs/x', '/topics/:topic/configs/:name', { topic: '-', name: 'x' }],
    ['GET', '/topics/-/partitions/-/reassignment', '/topics/-/partitions/-/reassignment', {}],
    ['GET', '/topics/t/partitions/-/reassignment', '/topics/:topic/partitions/-/reassignment', { topic: 't' }],
    [
      'GET',
      '/topics/-/partitions/7/reassignment',
      '/topics/:topic/partitions/:partition/reassignment',
      { topic: '-', partition: '7' },
    ],
    ['GET', '/topics/a%2Fb', '/topics/:topic', { topic: 'a%2Fb' }],
    ['GET', '/topics/__proto__', '/topics/:topic', { topic: '__proto__' }],
  ]
  for (const [method, path, handler, parameters] of cases) {
    test(`${method} ${path}`, () => deepEqual(router.match(method, path), [[[handler, parameters]]]))
  }
})

describe('no route is found', () => {
  for (const [method, path] of [
    ['GET', '/nowhere'],
    ['GET', '/topics/'],
    ['GET', '//topics'],
    ['GET', '/topics//configs'],
    ['GET', '/topics/t/configs:'],
    ['GET', '/topics/t/configs:alter/x'],
    ['GET', '/topics/t/partitions'],
    ['DELETE', '/topics/t'],
    ['GET', ''],
  ] as const) {
    test(`${method} ${path}`, () => deepEqual(router.match(method, path), [[]]))
  }
})
