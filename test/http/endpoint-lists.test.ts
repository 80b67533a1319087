import { deepEqual } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { servedRoutes, unknownEndpoints } from '../../shared/http/endpoint-lists.ts'
import { routes } from '../../shared/routes.ts'

function served(lists: { allow?: string[]; block?: string[] }) {
  return servedRoutes(routes, { endpointAllowlist: lists.allow ?? [], endpointBlocklist: lists.block ?? [] })
}

function hidden(lists: { allow?: string[]; block?: string[] }): string[] {
  const left = new Set(served(lists).map(({ name }) => name))
  return routes.map(({ name }) => name).filter((name) => !left.has(name))
}

const clusters = ['api.v3.clusters.list', 'api.v3.clusters.get']

describe('what is served', () => {
  test('without lists everything is', () => deepEqual(hidden({}), []))

  test('a blocked operation is not', () => {
    deepEqual(hidden({ block: ['api.v3.clusters.list'] }), ['api.v3.clusters.list'])
  })

  test('nor is any of a blocked class', () => deepEqual(hidden({ block: ['api.v3.clusters.*'] }), clusters))

  test('what is not allowed is not, but for what is beside the API', () => {
    const names = served({ allow: ['api.v3.clusters.*'] }).map(({ name }) => name)
    deepEqual(names, [...clusters, 'health.live', 'health.ready', 'metrics', 'openapi'])
  })

  test('the blocklist wins over the allowlist', () => {
    const names = served({ allow: ['api.v3.clusters.*'], block: ['api.v3.clusters.get', 'metrics'] }).map(
      ({ name }) => name,
    )
    deepEqual(names, ['api.v3.clusters.list', 'health.live', 'health.ready', 'openapi'])
  })
})

describe('formats that are listed one by one', () => {
  const produce = (lists: { allow?: string[]; block?: string[] }) =>
    served(lists).find(({ name }) => name === 'api.v2.produce-to-topic')
  const json = ['application/vnd.kafka.json.v2+json', 'application/vnd.kafka.json.v1+json']

  test('only an allowed one is read, and nothing without a type', () => {
    const { consumes, typed } = produce({ allow: ['api.v2.produce-to-topic.json'] }) ?? {}
    deepEqual([consumes, typed], [json, true])
  })

  test('a class allows all of them', () => {
    deepEqual(
      produce({ allow: ['api.v2.produce-to-topic.*'] }),
      routes.find(({ name }) => name === 'api.v2.produce-to-topic'),
    )
  })

  test('a blocked one is not read', () => {
    const { consumes = [], typed } = produce({ block: ['api.v2.produce-to-topic.json'] }) ?? {}
    deepEqual([consumes.filter((type) => type.includes('json.v')), typed], [[], undefined])
  })

  test('when none is left, nor is the operation', () => {
    const formats = ['binary', 'json', 'avro', 'json-schema', 'protobuf', 'text']
    const all = formats.map((each) => `api.v2.produce-to-topic.${each}`)
    deepEqual(hidden({ block: all }), ['api.v2.produce-to-topic'])
  })

  test('a blocked one is not answered', () => {
    const consume = served({ block: ['api.v2.consumers.consume-json'] }).find(
      ({ name }) => name === 'api.v2.consumers.consume',
    )
    deepEqual(
      consume?.produces.filter((type) => type.includes('kafka.json.')),
      [],
    )
  })
})

test('operations, their classes and their formats are known, anything else is not', () => {
  const known = ['api.v3.topics.list', 'api.v3.topics.*', 'api.v2.consumers.consume-protobuf', 'metrics']
  const unknown = ['api.v3.*', 'api.v3.topics', 'api.v3.topics.lost', 'api.v2.topics.list.json', '*', '']
  deepEqual(unknownEndpoints([...known, ...unknown], routes), unknown)
})
