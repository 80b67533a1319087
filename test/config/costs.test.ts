import { deepEqual, doesNotThrow, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadConfig } from '../../shared/config/config.ts'
import { costs } from '../../shared/config/costs.ts'
import { costOf } from '../../shared/limits/costs.ts'
import { needed } from './settings.ts'

describe('costs of operations', () => {
  test('are read by name, with blanks or without', () => {
    deepEqual(
      costs('api.v3.topics.create=5, api.v3.acls.* = 2,,api.v2.root.get=0'),
      new Map([
        ['api.v3.topics.create', 5],
        ['api.v3.acls.*', 2],
        ['api.v2.root.get', 0],
      ]),
    )
    deepEqual(costs(''), new Map())
  })

  for (const text of ['api.v2.root.get', 'api.v2.root.get=', '=5', 'a=-1', 'a=1.5', 'a=x', 'a b=1', 'a=1=2']) {
    test(`'${text}' is a problem`, () => {
      throws(() => costs(text), /operation=cost/)
    })
  }

  test('that of an operation goes before that of its class, and that before all others', () => {
    const settings = { rateDefaultCost: 3, rateCosts: costs('api.v3.topics.create=5, api.v3.topics.*=2') }
    const costsOf = ['api.v3.topics.create', 'api.v3.topics.list', 'api.v3.acls.list']
    deepEqual(
      costsOf.map((name) => costOf({ name }, settings)),
      [5, 2, 3],
    )
  })

  test('of operations that there are not are problems at start, and so are those of formats', () => {
    const load = (value: string) => () => loadConfig({ ...needed, KAFKA_REST_RATE_LIMIT_COSTS: value })
    doesNotThrow(load('api.v2.produce-to-topic=2, api.v3.topics.*=0, partition-records=4'))
    throws(load('api.v3.topic.create=2'), /RATE_LIMIT_COSTS: 'api\.v3\.topic\.create' is neither/)
    throws(load('api.v2.produce-to-topic.json=2'), /'api\.v2\.produce-to-topic\.json' is neither/)
  })
})
