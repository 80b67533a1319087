import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Login, PasswordSettings } from '../../../../shared/kafka/settings.ts'
import { isFailure } from '../../../../shared/produce/producer.ts'
import { createEngine } from '../../../support/engine.ts'
import { createTopic, readTopic } from '../../../support/kafka.ts'
import { withLibrdkafka } from '../../../support/librdkafka.ts'
import { soon, unkeyed } from '../results.ts'

const user = { username: 'admin', password: 'admin-secret' }
const loginBy = (mechanism: PasswordSettings['mechanism']): Login => ({ sasl: { mechanism, ...user } })

withLibrdkafka(() => {
  test('a login that takes the place of another one is used from the next record on, and nothing is lost or overtaken', async (t) => {
    const topic = await createTopic()
    let current = loginBy('SCRAM-SHA-256')
    const renewal = {
      get current() {
        return current
      },
      renew: async () => false,
    }
    const bootstrapServers = [process.env.TEST_KAFKA_SASL ?? '']
    const engine = createEngine({ engine: 'librdkafka', kafka: { bootstrapServers, renewal } })
    t.after(() => engine.close(soon()))
    await engine.produce(topic, [unkeyed('first')], soon())
    const sequence = {}
    const calls = Array.from({ length: 300 }, (_, i) => {
      if (i === 100) current = loginBy('SCRAM-SHA-512')
      if (i === 200) current = loginBy('PLAIN')
      return engine.produce(topic, [unkeyed(`${i}`)], soon(), sequence)
    })
    equal((await Promise.all(calls)).flat().filter(isFailure).length, 0)
    deepEqual(
      (await readTopic(topic, 301)).map(({ value }) => String(value)),
      ['first', ...Array.from({ length: 300 }, (_, i) => `${i}`)],
    )
  })

  test('a login that is refused is read again, and librdkafka is given the new one', async (t) => {
    const topic = await createTopic()
    const good = loginBy('PLAIN')
    const wrong: Login = { sasl: { mechanism: 'PLAIN', username: 'admin', password: 'wrong' } }
    let current = wrong
    const renewal = {
      get current() {
        return current
      },
      async renew(refused: Login) {
        current = good
        return refused !== good
      },
    }
    const bootstrapServers = [process.env.TEST_KAFKA_SASL ?? '']
    const engine = createEngine({ engine: 'librdkafka', kafka: { bootstrapServers, renewal } })
    t.after(() => engine.close(soon()))
    const [result] = await engine.produce(topic, [unkeyed('a')], soon())
    equal(result && isFailure(result), false)
  })
})
