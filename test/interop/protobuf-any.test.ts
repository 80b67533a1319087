import { deepEqual } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { startApp, type Target } from '../support/targets.ts'
import { allowAnyChange } from './allow-any-change.ts'
import { exchange } from './exchange.ts'
import { type Peer, startPeer } from './peer.ts'
import { protobufSample } from './protobuf-arbitrary.ts'
import { createTopics } from './topics.ts'

const RUNS = 20
let peer: Peer
let proxy: Target
before(async () => {
  peer = startPeer()
  proxy = await startApp()
})
after(async () => {
  peer.close()
  await proxy.close()
})

test('whatever the messages, what Google’s runtime writes we read, and what we write it reads', async () => {
  const topics = await createTopics('interop-proto-any', RUNS)
  let turn = 0
  await fc.assert(
    fc.asyncProperty(protobufSample, async ({ schema, values }) => {
      const topic = topics[turn] as string
      await allowAnyChange(topic)
      const texts = values.map((value) => JSON.stringify(value))
      const found = await exchange(proxy, peer, {
        topic,
        format: 'protobuf',
        schema: { text: schema },
        samples: texts.map((each) => ({ ours: each, theirs: each })),
        turn: turn++,
      })
      const seen = found.theirs.map(({ key, value }) => ({ key: parse(key), value: parse(value) }))
      deepEqual(seen.slice(0, values.length), seen.slice(values.length))
      deepEqual(
        (JSON.parse(found.ours) as Record<string, unknown>[]).map(({ key, value }) => ({ key, value })),
        seen,
      )
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
})

function parse(text: unknown): unknown {
  return JSON.parse(text as string)
}
