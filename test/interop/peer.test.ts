import { rejects, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { startPeer } from './peer.ts'

test('without its Python a test fails with the sentence that says what to install', (t) => {
  const { TEST_PYTHON } = process.env
  t.after(() => Object.assign(process.env, { TEST_PYTHON }))
  delete process.env.TEST_PYTHON
  process.env.TEST_PYTHON_MISSING = 'python3 is needed; install it with: …'
  throws(startPeer, { message: 'python3 is needed; install it with: …' })
  delete process.env.TEST_PYTHON_MISSING
  throws(startPeer, /npm test/)
})

test('what the peer cannot do is an error with its words, and it goes on', async (t) => {
  const peer = startPeer()
  t.after(() => peer.close())
  const record = { key: '{}', value: '{}' }
  for (let times = 0; times < 2; times++) {
    await rejects(peer.write('no-topic', 'protobuf', { text: 'message' }, [record]), /ValueError: protoc refuses/)
  }
})

test('a peer that has ended fails what waits for it, and what is asked later', async () => {
  const peer = startPeer()
  peer.close()
  for (let times = 0; times < 2; times++) {
    await rejects(peer.register('subject', 'avro', { text: '"int"' }), /^Error: The peer has ended/)
  }
})
