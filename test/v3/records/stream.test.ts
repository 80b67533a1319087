import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { readTopic } from '../../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../../support/proxy-process.ts'
import { jsonRecord, openStream, ownTopic } from './stream-client.ts'

describe('a stream of records over a socket', () => {
  let proxy: ProxyProcess
  before(async () => {
    proxy = await startProxy()
  })
  after(async () => {
    equal(await proxy.stop(), 0)
    deepEqual(
      proxy.log.filter((line) => /Warning|"level":"(?:error|fatal)"/.test(line)),
      [],
    )
  })

  test('each record is answered while the request goes on', async () => {
    const topic = await ownTopic()
    const stream = await openStream(proxy.url, topic)
    for (let i = 0; i < 5; i++) {
      await stream.send(jsonRecord(i))
      const [answer] = await stream.answers(1)
      deepEqual([answer?.error_code, answer?.offset], [200, i])
    }
    match(await stream.head(), /^HTTP\/1\.1 200 OK/)
    match(await stream.head(), /\r\nContent-Type: application\/json\r\n/i)
    match(await stream.head(), /\r\nTransfer-Encoding: chunked/i)
    stream.finish()
    deepEqual(await stream.rest(), [])
    stream.socket.destroy()
  })

  test('the status goes out though the client has sent nothing yet', async () => {
    const stream = await openStream(proxy.url, await ownTopic())
    match(await stream.head(), /^HTTP\/1\.1 200/)
    await stream.send(jsonRecord(1))
    equal((await stream.answers(1))[0]?.offset, 0)
    stream.finish()
    await stream.rest()
    stream.socket.destroy()
  })

  test('gzip does not hold answers back', async () => {
    const stream = await openStream(proxy.url, await ownTopic(), { 'Accept-Encoding': 'gzip' })
    await stream.send(jsonRecord('x'.repeat(5000)))
    equal((await stream.answers(1))[0]?.error_code, 200)
    ok(!/content-encoding/i.test(await stream.head()))
    stream.finish()
    await stream.rest()
    stream.socket.destroy()
  })

  test('after a stream the connection serves the next request', async () => {
    const stream = await openStream(proxy.url, await ownTopic())
    await stream.send(jsonRecord(1))
    stream.finish()
    equal((await stream.rest()).length, 1)
    stream.socket.write('GET /health/live HTTP/1.1\r\nHost: proxy.test\r\nConnection: close\r\n\r\n')
    const [answer] = (await once(stream.socket, 'data')) as [Buffer]
    match(answer.toString(), /^HTTP\/1\.1 200/)
    await stream.closed()
  })

  test('100,000 records are answered in order, and memory is bounded', async () => {
    const topic = await ownTopic()
    const stream = await openStream(proxy.url, topic)
    const count = 100_000
    const answered = (async () => {
      for (let next = 0; next < count; ) {
        for (const { offset, error_code } of await stream.answers(1000)) deepEqual([error_code, offset], [200, next++])
      }
    })()
    const before = await rssOf(proxy)
    for (let i = 0; i < count; i += 100) {
      await stream.send(Array.from({ length: 100 }, (_, j) => jsonRecord({ i: i + j, pad: 'x'.repeat(60) })).join('\n'))
    }
    stream.finish()
    await answered
    deepEqual(await stream.rest(), [])
    ok((await rssOf(proxy)) - before < 150_000_000)
    stream.socket.destroy()
  })

  test('broken JSON ends the stream with an error; what was before it is stored', async () => {
    const topic = await ownTopic()
    const stream = await openStream(proxy.url, topic)
    await stream.send(`${jsonRecord(1)}{"value":{"type":"JSON",,}}${jsonRecord(3)}`)
    const [first, second, ...more] = await stream.rest()
    deepEqual([first?.error_code, first?.offset], [200, 0])
    equal(second?.error_code, 400)
    match(second?.message ?? '', /^Bad Request: Error processing message: malformed JSON/)
    deepEqual(more, [])
    await stream.closed()
    equal((await readTopic(topic, 1)).length, 1)
  })

  test('a client that goes away in the middle of a record leaves the complete ones, and nothing of the last', async () => {
    const topic = await ownTopic()
    const stream = await openStream(proxy.url, topic)
    await stream.send(`${jsonRecord(1)}${jsonRecord(2)}{"value":{"type":"JSON","da`)
    equal((await stream.answers(2)).length, 2)
    stream.socket.destroy()
    const next = await openStream(proxy.url, topic)
    await next.send(jsonRecord(3))
    equal((await next.answers(1))[0]?.offset, 2)
    next.socket.destroy()
    deepEqual(
      (await readTopic(topic, 3)).map(({ value }) => String(value)),
      ['1', '2', '3'],
    )
  })

  test('who does not read the answers is not read from', async () => {
    const topic = await ownTopic()
    const stream = await openStream(proxy.url, topic)
    await stream.send(jsonRecord(0))
    await stream.answers(1)
    stream.socket.pause()
    const records = Array.from({ length: 400 }, (_, i) => jsonRecord(i)).join('')
    // More than both sides' socket buffers and what the proxy holds can take: the socket stops taking it.
    let sent = 1
    let full = false
    while (!full && sent < 2_000_000) {
      const room = stream.send(records)
      sent += 400
      full = await Promise.race([
        room.then(() => false),
        new Promise<boolean>((resolve) => setTimeout(resolve, 1000, true)),
      ])
    }
    ok(full, 'the proxy reads on without bound')
    stream.socket.resume()
    stream.finish()
    const answers = await stream.rest()
    equal(answers.length, sent - 1)
    answers.forEach(({ error_code, offset }, i) => {
      deepEqual([error_code, offset], [200, i + 1])
    })
    stream.socket.destroy()
  })
})

async function rssOf({ url }: ProxyProcess): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text()
  const found = /^process_resident_memory_bytes (\S+)/m.exec(page)
  return Number(found?.[1])
}
