import { deepEqual, equal, match } from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { AclOperations, AclPermissionTypes, ResourcePatternTypes, ResourceTypes } from '@platformatic/kafka'
import { type Broker, startBroker } from '../../../infra/local/kafka/broker.ts'
import type { SaslSettings } from '../../../shared/kafka/settings.ts'
import { createEngine } from '../../support/engine.ts'
import { newFolder } from '../../support/folder.ts'
import { administer, createTopic, readTopic } from '../../support/kafka.ts'
import { type EngineName, withEachEngine } from '../../support/librdkafka.ts'
import { type PassThrough, startPassThrough } from '../../support/pass-through.ts'
import { message, soon, told, unkeyed } from './results.ts'

const SASL_HANDSHAKE = 17
const SASL_AUTHENTICATE = 36
const RENEWAL_MS = 1600
const dir = newFolder('kafka')
const users = [
  { name: 'admin', password: 'admin-secret' },
  { name: 'writer', password: 'writer-secret' },
]
const writer: SaslSettings = { mechanism: 'SCRAM-SHA-512', username: 'writer', password: 'writer-secret' }
let broker: Broker

before(async () => {
  broker = await startBroker({ dir, users, properties: { 'connections.max.reauth.ms': RENEWAL_MS } })
})

after(async () => {
  await broker.stop(0)
  rmSync(dir, { recursive: true, force: true })
})

const create = () => createTopic({ kafka: broker.bootstrap })
const engineAs = (engine: EngineName, sasl: SaslSettings) =>
  createEngine({ engine, kafka: { bootstrapServers: [broker.saslBootstrap], sasl } })
const engineThrough = (through: PassThrough) => createEngine({ through: [through], kafka: { sasl: writer } })

async function allow(topic: string, operation: keyof typeof AclOperations): Promise<void> {
  const acl = {
    resourceType: ResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: 'User:writer',
    host: '*',
    operation: AclOperations[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }
  await administer(async (admin) => {
    await admin.createAcls({ creations: [acl] })
    // The broker that answers is told of it a moment later.
    while ((await admin.describeAcls({ filter: acl })).length === 0);
  }, broker.bootstrap)
}

withEachEngine((which, named) => {
  for (const mechanism of ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const) {
    test(named(`with ${mechanism} records are stored for whoever may write`), async (t) => {
      const topic = await create()
      await allow(topic, 'WRITE')
      const engine = engineAs(which, { ...writer, mechanism })
      t.after(() => engine.close(soon()))
      deepEqual(told(await engine.produce(topic, [unkeyed('a')], soon())), ['0:0'])
    })

    test(named(`with ${mechanism} a wrong password is unauthenticated, at once and again and again`), async (t) => {
      const engine = engineAs(which, { mechanism, username: 'writer', password: 'wrong' })
      t.after(() => engine.close(soon()))
      for (let i = 0; i < 2; i++) {
        const results = await engine.produce('orders', [unkeyed('a'), unkeyed('b')], soon(5000))
        deepEqual(told(results), ['unauthenticated', 'unauthenticated'])
        match(message(results[0]), /credentials/)
      }
    })
  }

  test(named('who may write nowhere is unauthorized'), async (t) => {
    const topic = await create()
    const engine = engineAs(which, writer)
    t.after(() => engine.close(soon()))
    deepEqual(told(await engine.produce(topic, [unkeyed('a'), unkeyed('b')], soon())), ['unauthorized', 'unauthorized'])
  })

  test(named('who may see a topic and not write to it is unauthorized, and writes elsewhere go on'), async (t) => {
    const [seen, own] = [await create(), await create()]
    await allow(seen, 'DESCRIBE')
    await allow(own, 'WRITE')
    const engine = engineAs(which, writer)
    t.after(() => engine.close(soon()))
    const [refused = [], stored = []] = await Promise.all([
      engine.produce(seen, [unkeyed('a')], soon()),
      engine.produce(own, [unkeyed('b')], soon()),
    ])
    deepEqual(told(refused), ['unauthorized'])
    deepEqual(told(stored), ['0:0'])
    deepEqual(await readTopic(seen, 0, broker.bootstrap), [])
  })

  test(named('an engine with the wrong kind of listener fails in time'), async (t) => {
    const plain = createEngine({ engine: which, kafka: { bootstrapServers: [broker.saslBootstrap] } })
    const sasl = createEngine({ engine: which, kafka: { bootstrapServers: [broker.bootstrap], sasl: writer } })
    t.after(() => Promise.all([plain.close(soon()), sasl.close(soon())]))
    deepEqual(told(await plain.produce('orders', [unkeyed('a')], soon(1500))), ['retriable'])
    const [kind] = told(await sasl.produce('orders', [unkeyed('a')], soon(1500)))
    deepEqual(kind, 'unauthenticated')
  })
})

test('a login is renewed as often as the broker wants it, on a connection of its own, and records go on in order', async (t) => {
  const topic = await create()
  await allow(topic, 'WRITE')
  const through = await startPassThrough(broker.saslBootstrap)
  const engine = engineThrough(through)
  t.after(() => engine.close(soon()).then(through.close))
  for (let offset = 0; through.requests(SASL_HANDSHAKE) < 3; offset++) {
    deepEqual(told(await engine.produce(topic, [unkeyed('a')], soon())), [`0:${offset}`])
  }
  equal(through.connections(), 3)
})

test('a connection that is cut during the login is no refused login', async (t) => {
  const topic = await create()
  await allow(topic, 'WRITE')
  for (const apiKey of [SASL_HANDSHAKE, SASL_AUTHENTICATE]) {
    const through = await startPassThrough(broker.saslBootstrap)
    const engine = engineThrough(through)
    t.after(() => engine.close(soon()).then(through.close))
    through.cutNext('answer', apiKey)
    deepEqual(told(await engine.produce(topic, [unkeyed('a')], soon())), [apiKey === SASL_HANDSHAKE ? '0:0' : '0:1'])
    equal(through.connections(), 2)
  }
})
