import { deepEqual, equal } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createTopic } from '../../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../../support/proxy-process.ts'
import { createMember } from './member.ts'
import { produceNumbers } from './numbered.ts'
import { EXACTLY_ONCE, type ReadRecord, reading } from './reading.ts'
import { ownTable } from './table.ts'

let proxies: ProxyProcess[]

before(async () => {
  const environment = await ownTable()
  proxies = await Promise.all([startProxy(environment), startProxy(environment)])
})

after(async () => {
  for (const proxy of proxies) equal(await proxy.stop(), 0)
})

test('two processes that read one instance as fast as they can answer each record once between them', async (t) => {
  const count = 12_000
  const partitions = 3
  const topic = await createTopic({ partitions })
  await produceNumbers(topic, { count: count / 2, partitions })
  const bases = proxies.map(({ url }) => url)
  const member = await createMember(() => bases[0] as string, { group: randomUUID(), topic })
  const producing = produceNumbers(topic, { from: count / 2, count: count / 2, partitions })

  const answered: ReadRecord[][] = []
  let left = count
  const poll = async (via: string) => {
    let answers = 0
    while (left > 0) {
      const { status, records, text } = await member.read({ via, timeoutMs: 200, maxBytes: 150 })
      equal(status, 200, text)
      answered.push([...records])
      left -= records.length
      if (records.length > 0) answers++
    }
    return answers
  }
  const answers = await Promise.all(bases.map(poll))
  await producing
  for (const via of bases) deepEqual((await member.read({ via, timeoutMs: 1 })).records, [])

  t.diagnostic(`${count} records in ${answers.join(' + ')} answers`)
  deepEqual(reading(count, answered.flat()), EXACTLY_ONCE)
  equal(answers.filter((each) => each < 10).length, 0, 'both got some')
})
