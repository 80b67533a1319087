import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { commit, committed } from '../../shared/consume/commit.ts'
import { createMemoryStore } from '../../shared/consume/memory.ts'
import { removeInstance } from '../../shared/consume/remove.ts'
import { IllegalState } from '../../shared/http/errors/consumer.ts'
import { joinNatively, protocols } from '../kafka/groups/native.ts'
import { createTopic } from '../support/kafka.ts'
import { newInstanceOn, newProcess, readOn, soon } from './process.ts'
import { produceValues } from './produce-values.ts'

const ten = Array.from({ length: 10 }, (_, value) => ({ value }))

for (const protocol of protocols) {
  test(`a native consumer of the ${protocol} protocol that takes the group over begins at the committed offset`, async (t) => {
    const topic = await createTopic()
    await produceValues(topic, ten)
    const process = newProcess(createMemoryStore())
    const ref = await newInstanceOn(process, { topics: [topic] })
    equal((await readOn(process, ref, { waitMs: 5000 })).length, 10)
    await commit(process, ref, [{ topic, partition: 0, offset: 7n }], soon())
    await removeInstance(process, ref, soon())
    const native = await joinNatively(t, ref.group, topic, protocol)
    equal(await native.first(), 7n)
  })

  test(`while a consumer of the ${protocol} protocol is in the group commits are refused, and reads go on`, async (t) => {
    const topic = await createTopic()
    await produceValues(topic, ten)
    const process = newProcess(createMemoryStore(), { autoCommitIntervalMs: 0 })
    const ref = await newInstanceOn(process, { topics: [topic], config: { autoCommit: true } })
    const native = await joinNatively(t, ref.group, topic, protocol)
    // Its first reads find the group empty until the other has joined.
    const named = [{ topic, partition: 0, offset: 3n }]
    const deadline = soon()
    while (Date.now() < deadline) {
      const refused = await commit(process, ref, named, soon()).catch((error: unknown) => error)
      if (refused instanceof IllegalState) break
    }
    await rejects(commit(process, ref, named, soon()), (error) => {
      return error instanceof IllegalState && error.code === 40903 && /native consumers/.test(error.message)
    })
    equal((await readOn(process, ref, { waitMs: 5000 })).length > 0, true)
    await readOn(process, ref)
    equal(process.failures.length > 0, true, 'its own automatic commit was refused and told of')

    await native.leave()
    await commit(process, ref, named, soon())
    deepEqual(await committed(process, ref, [{ topic, partition: 0 }], soon()), [
      { topic, partition: 0, offset: 3n, metadata: '' },
    ])
  })
}
