import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { createTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { type RawAnswer, rawRequest, sendRaw } from '../support/raw-http.ts'

const text2 = 'application/vnd.kafka.text.v2+json'
const close = { Host: 'proxy.test', Connection: 'close' }
const IDLE_MS = 1_000
const ANSWER_MS = 3_000
const ANSWER_BYTES = 24_000_000

describe('the node server and slow clients', () => {
  let proxy: ProxyProcess
  let topic: string
  let read: string
  before(async () => {
    proxy = await startProxy({
      KAFKA_REST_IDLE_TIMEOUT_MS: String(IDLE_MS),
      KAFKA_REST_ANSWER_TIMEOUT_MS: String(ANSWER_MS),
      KAFKA_REST_REQUEST_TIMEOUT_MS: '6000',
      KAFKA_REST_REQUEST_MAX_BYTES: '30000000',
      KAFKA_REST_PRODUCER_MAX_REQUEST_SIZE: '30000000',
    })
    // More than the operating system takes over from the server for a client that does not.
    topic = await createTopic({ configs: { 'max.message.bytes': '30000000' } })
    const body = JSON.stringify({ records: [{ value: 'x'.repeat(ANSWER_BYTES) }] })
    const headersOfText = { 'content-type': text2 }
    const answer = await fetch(`${proxy.url}/topics/${topic}`, { method: 'POST', headers: headersOfText, body })
    match(await answer.text(), /"error_code":null/)
    const headers = { ...close, Accept: text2 }
    read = rawRequest('GET', `/topics/${topic}/partitions/0/records?offset=0&timeout=3000`, headers)
  })
  after(async () => equal(await proxy.stop(), 0))

  async function metric(line: RegExp): Promise<number> {
    const page = await (await fetch(`${proxy.url}/metrics`)).text()
    return Number(line.exec(page)?.[1] ?? 0)
  }
  const limited = (limit: string) => metric(new RegExp(`^kafka_rest_limited_total\\{limit="${limit}"\\} (\\d+)$`, 'm'))

  /** Sends some bytes, and then one after the other until the server has closed the connection. */
  function dribble(begin: string, everyMs: number): Promise<RawAnswer> {
    return sendRaw(proxy.url, [
      begin,
      async (socket) => {
        while (!socket.destroyed && socket.writable) {
          socket.write('x')
          await new Promise((resolve) => setTimeout(resolve, everyMs))
        }
      },
    ])
  }

  /** Asks for a large answer, and takes no more of it than its beginning until told to. */
  async function ask(): Promise<{ socket: Socket; closed: Promise<void> }> {
    const { hostname, port } = new URL(proxy.url)
    for (;;) {
      const socket = connect(Number(port), hostname)
      socket.on('error', () => {})
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      socket.pause()
      socket.write(read)
      await Promise.race([closed, once(socket, 'readable')])
      // On a busy machine a read may be over before Kafka has answered: it has nothing then.
      if (!(socket.read(20) as Buffer | null)?.toString().startsWith('HTTP/1.1 200')) continue
      if (socket.readableLength > 10_000) return { socket, closed }
      socket.destroy()
    }
  }

  test('headers that come a byte at a time are answered 408, and the connection is closed', async () => {
    const started = Date.now()
    const { statuses, text } = await dribble('GET /brokers HTTP/1.1\r\nHost: a\r\nX-Slow: ', 50)
    deepEqual(statuses, [408])
    match(text, /\{"error_code":408,"message":"The headers of the request did not come/)
    ok(Date.now() - started < 5_000, `${Date.now() - started} ms`)
    equal((await limited('header-time')) >= 1, true)
  })

  test('a body that comes a byte at a time is answered 408, and the connection is closed', async () => {
    const started = Date.now()
    const headers = { Host: 'a', 'Content-Type': text2, 'Content-Length': 100_000 }
    const { statuses } = await dribble(rawRequest('POST', `/topics/${topic}`, headers, '{"records":[{"value":"'), 50)
    deepEqual(statuses, [408])
    ok(Date.now() - started < 10_000, `${Date.now() - started} ms`)
    equal(await limited('body-time'), 1)
  })

  test('a connection on which nothing comes is closed', async () => {
    const { statuses } = await sendRaw(proxy.url, [])
    ok(statuses.length === 0 || statuses[0] === 408)
  })

  test('headers of more bytes than allowed are answered 431, of fewer served', async () => {
    const headers = (bytes: number) => rawRequest('GET', '/brokers', { ...close, 'X-Long': 'x'.repeat(bytes) })
    deepEqual((await sendRaw(proxy.url, [headers(19_000)])).statuses, [431])
    deepEqual((await sendRaw(proxy.url, [headers(7_500)])).statuses, [200])
    equal(await limited('header-bytes'), 1)
  })

  test('more headers than allowed are answered 431, none is left out without a word', async () => {
    const headers = (count: number) =>
      rawRequest('GET', '/brokers', [
        ...Object.entries(close),
        ...Array.from({ length: count - 2 }, (_, i) => [`x-${i}`, 'y'] as const),
      ])
    const { statuses, text } = await sendRaw(proxy.url, [headers(101)])
    deepEqual(statuses, [431])
    match(text, /\{"error_code":431,"message":"The request has more than 100 headers; send fewer\."\}/)
    deepEqual((await sendRaw(proxy.url, [headers(100)])).statuses, [200])
    equal(await limited('headers'), 1)
  })

  test('clients that take nothing of their answers are cut off, and what was kept for them is free', async () => {
    const external = () => metric(/^nodejs_external_memory_bytes (\S+)$/m)
    const readers = await Promise.all(Array.from({ length: 4 }, ask))
    const kept = Math.max(...(await poll(external, (bytes) => bytes > 4 * ANSWER_BYTES)))
    await poll(
      () => limited('idle-reader'),
      (count) => count === 4,
    )
    equal(await limited('idle-reader'), 4)
    // A paused connection does not see its end: what has arrived has to be taken first.
    for (const { socket } of readers) socket.resume()
    await Promise.all(readers.map(({ closed }) => closed))
    const free = await poll(external, (bytes) => bytes < kept / 2)
    ok((free.at(-1) as number) < kept / 2, `${kept} bytes before, ${free.at(-1)} after`)
  })

  test('a client that takes a little now and then is cut off as well, some time later', async () => {
    const { socket, closed } = await ask()
    const started = Date.now()
    const before = await limited('slow-reader')
    // Now and then the operating system asks for some more: nothing stands still.
    const timer = setInterval(() => socket.read(262_144), 100)
    await poll(
      () => limited('slow-reader'),
      (count) => count > before,
    )
    clearInterval(timer)
    equal(await limited('slow-reader'), before + 1)
    ok(Date.now() - started >= ANSWER_MS, `${Date.now() - started} ms`)
    socket.resume()
    await closed
  })

  test('a client that pauses for less than that gets all of its answer', async () => {
    const { socket, closed } = await ask()
    let bytes = 0
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS / 2))
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    socket.resume()
    await closed
    ok(bytes > ANSWER_BYTES, `${bytes} bytes`)
  })

  test('a stream of records may be silent for as long as it likes', async () => {
    const { hostname, port } = new URL(proxy.url)
    const socket = connect(Number(port), hostname)
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk
    })
    const headers = { Host: 'a', 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }
    const record = '{"value":{"type":"JSON","data":1}}'
    const chunk = `${record.length.toString(16)}\r\n${record}\r\n`
    socket.write(rawRequest('POST', `/v3/clusters/any/topics/${topic}/records`, headers, chunk))
    await poll(
      async () => text.split('"error_code":200').length - 1,
      (count) => count === 1,
    )
    await new Promise((resolve) => setTimeout(resolve, 2.5 * IDLE_MS))
    socket.write(chunk)
    await poll(
      async () => text.split('"error_code":200').length - 1,
      (count) => count === 2,
    )
    equal(text.split('"error_code":200').length, 3)
    socket.destroy()
  })

  test('a read may wait for longer than a client may be silent, and a connection may be idle for longer', async () => {
    const { hostname, port } = new URL(proxy.url)
    const socket = connect(Number(port), hostname)
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk
    })
    const answers = () => text.split('HTTP/1.1 200').length - 1
    socket.write(
      rawRequest('GET', `/topics/${topic}/partitions/0/records?offset=1&timeout=2500`, { Host: 'a', Accept: text2 }),
    )
    await poll(
      async () => answers(),
      (count) => count === 1,
    )
    await new Promise((resolve) => setTimeout(resolve, 2.5 * IDLE_MS))
    socket.write(rawRequest('GET', '/brokers', { Host: 'a' }))
    await poll(
      async () => answers(),
      (count) => count === 2,
    )
    equal(answers(), 2)
    socket.destroy()
  })
})

/** Asks until the answer is right, or for ten seconds. @returns all answers */
async function poll(ask: () => Promise<number>, isRight: (answer: number) => boolean): Promise<number[]> {
  const answers: number[] = []
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
    const answer = await ask()
    answers.push(answer)
    if (isRight(answer)) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return answers
}
