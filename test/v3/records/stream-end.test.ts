import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startIssuer, trusting } from '../../support/issuer.ts'
import { readTopic } from '../../support/kafka.ts'
import { startProxy } from '../../support/proxy-process.ts'
import { sendRaw } from '../../support/raw-http.ts'
import { jsonRecord, openStream, ownTopic, type StreamAnswer, type StreamClient } from './stream-client.ts'

/** A stream through a proxy of its own. */
async function open(
  t: TestContext,
  environment: Record<string, string>,
  headers: () => Promise<Record<string, string>> = async () => ({}),
) {
  const proxy = await startProxy(environment)
  t.after(() => proxy.stop())
  const topic = await ownTopic()
  return { proxy, topic, stream: await openStream(proxy.url, topic, await headers()) }
}

/** Sends records one by one until one is refused; how many were stored, and the refusal. */
async function sendUntilRefused(stream: StreamClient): Promise<{ stored: number; refusal: StreamAnswer }> {
  for (let stored = 0; ; stored++) {
    await stream.send(jsonRecord(stored))
    const [answer] = (await stream.answers(1)) as [StreamAnswer]
    if (answer.error_code !== 200) return { stored, refusal: answer }
  }
}

/** Long enough for a client, and a Kafka, that is kept waiting for its processor. */
const grace = { KAFKA_REST_STREAMING_CONNECTION_MAX_DURATION_GRACE_PERIOD_MS: '3000' }

test('a stream that is older than allowed answers 408 for a grace period, then is closed', async (t) => {
  const { topic, stream } = await open(t, {
    ...grace,
    KAFKA_REST_STREAMING_CONNECTION_MAX_DURATION_MS: '400',
  })
  const { stored, refusal } = await sendUntilRefused(stream)
  ok(stored > 0)
  deepEqual(refusal, {
    error_code: 408,
    message: 'Streaming connection open for longer than allowed: Connection will be closed.',
  })
  await stream.send(jsonRecord('once more'))
  equal((await stream.answers(1))[0]?.error_code, 408)
  deepEqual(await stream.rest(), [])
  await stream.closed()
  equal((await readTopic(topic, stored)).length, stored)
})

test('a stream ends when its caller’s credentials do', async (t) => {
  const issuer = await startIssuer()
  t.after(() => issuer.close())
  const { stream } = await open(t, { ...grace, ...trusting(issuer) }, async () => {
    const exp = Math.ceil(Date.now() / 1000) + 2
    return { Authorization: `Bearer ${await issuer.token({ scope: 'write:sasquatch', exp })}` }
  })
  const { stored, refusal } = await sendUntilRefused(stream)
  ok(stored > 0)
  equal(refusal.error_code, 401)
  deepEqual(await stream.rest(), [])
})

test('a proxy that stops answers what it has read, refuses what comes, and ends the stream', async (t) => {
  const { proxy, topic, stream } = await open(t, grace)
  await stream.send(jsonRecord(0))
  await stream.answers(1)
  const stopped = proxy.stop()
  const { stored, refusal } = await sendUntilRefused(stream)
  equal(refusal.error_code, 503)
  match(refusal.message ?? '', /stopping/)
  deepEqual(await stream.rest(), [])
  const begun = performance.now()
  equal(await stopped, 0)
  ok(performance.now() - begun < 10_000, 'the stream held the proxy back')
  equal((await readTopic(topic, stored + 1)).length, stored + 1)
})

test('a record larger than the limit is answered 400, and the connection is closed', async (t) => {
  const { topic, stream } = await open(t, { KAFKA_REST_API_V3_PRODUCE_REQUEST_SIZE_LIMIT_MAX_BYTES: '200' })
  await stream.send(jsonRecord('fits'))
  const large = jsonRecord('x'.repeat(200))
  await stream.send(large.slice(0, 100))
  await stream.send(large.slice(100))
  await stream.send(jsonRecord('late'))
  const [first, second, ...more] = await stream.rest()
  equal(first?.offset, 0)
  equal(second?.error_code, 400)
  match(second?.message ?? '', /Produce request size is larger than allowed threshold$/)
  deepEqual(more, [])
  await stream.closed()
  equal((await readTopic(topic, 1)).length, 1)
})

test('without a limit of its own a record may be as large as a request', async (t) => {
  const { stream } = await open(t, { KAFKA_REST_REQUEST_MAX_BYTES: '2048' })
  await stream.send(jsonRecord('x'.repeat(1900)))
  equal((await stream.answers(1))[0]?.error_code, 200)
  await stream.send(jsonRecord('x'.repeat(2100)))
  equal((await stream.rest())[0]?.error_code, 400)
})

test('records beyond the rate limit are answered 429, the others are stored', async (t) => {
  const { topic, stream } = await open(t, {
    KAFKA_REST_API_V3_PRODUCE_RATE_LIMIT_ENABLED: 'true',
    KAFKA_REST_API_V3_PRODUCE_RATE_LIMIT_MAX_REQUESTS_GLOBAL_PER_SEC: '5',
  })
  await stream.send(Array.from({ length: 20 }, (_, i) => jsonRecord(i)).join(''))
  const answers = await stream.answers(20)
  const stored = answers.filter(({ error_code }) => error_code === 200).length
  ok(stored >= 5 && stored < 20, `${stored} of 20`)
  deepEqual(answers.at(-1), {
    error_code: 429,
    message: 'Request rate limit exceeded: The rate limit of requests per second has been exceeded.',
  })
  equal((await readTopic(topic, stored)).length, stored)
  const again = async () => {
    await stream.send(jsonRecord('later'))
    return (await stream.answers(1))[0]?.error_code
  }
  while ((await again()) === 429);
  stream.socket.destroy()
})

test('a client that goes away again and again leaves nothing behind', async (t) => {
  const { proxy, topic, stream } = await open(t, {})
  stream.finish()
  for (let i = 0; i < 50; i++) {
    const next = await openStream(proxy.url, topic)
    await next.send(`${jsonRecord(i)}${jsonRecord(i).slice(0, 20)}`)
    await next.answers(1)
    next.socket.destroy()
  }
  equal((await readTopic(topic, 50)).length, 50)
  const { text } = await sendRaw(proxy.url, ['GET /metrics HTTP/1.1\r\nHost: proxy.test\r\nConnection: close\r\n\r\n'])
  match(text, /\n\w*producer_pending_records 0\n/)
})
