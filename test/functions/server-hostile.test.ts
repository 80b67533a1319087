import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, afterEach, before, describe, test } from 'node:test'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

const json2 = 'application/vnd.kafka.json.v2+json'
const record = '{"records":[{"value":1}]}'
const last = 'Host: a\r\nConnection: close\r\n'
const body = `Content-Type: ${json2}\r\n`
const chunked = `${last}${body}Transfer-Encoding: chunked\r\n`
const chunks = `19\r\n${record}\r\n0\r\n\r\n`

/** A second request within what is, for another reader, the body of the first. */
const smuggled = (topic: string) =>
  `POST /topics/${topic} HTTP/1.1\r\n${last}${body}Content-Length: ${record.length}\r\n\r\n${record}`

describe('the node server, given what is no request or could be two,', () => {
  let proxy: ProxyProcess
  let topic: string
  let stored = 0
  before(async () => {
    proxy = await startProxy({ KAFKA_REST_REQUEST_TIMEOUT_MS: '5000', KAFKA_REST_CONSUMER_STORE: 'memory' })
    topic = await createTopic()
  })
  // Whatever was sent: the next request is served, nothing else is stored, and nothing went wrong inside.
  afterEach(async () => {
    const answer = await fetch(`${proxy.url}/topics/${topic}`, {
      method: 'POST',
      headers: { 'content-type': json2 },
      body: record,
    })
    equal(answer.status, 200)
    stored++
    equal((await readTopic(topic, stored)).length, stored)
    deepEqual(
      proxy.log.filter((line) => /Warning|"level":"(?:error|fatal)"/.test(line)),
      [],
    )
  })
  after(async () => equal(await proxy.stop(), 0))

  /** One answer, which says why in words of ours, with an id, quickly, and then the connection is closed. */
  async function refused(text: string, status: number, message = /\S/): Promise<void> {
    const started = Date.now()
    const answer = await sendRaw(proxy.url, [text])
    ok(Date.now() - started < 4_000, `${Date.now() - started} ms`)
    deepEqual(answer.statuses, [status], answer.text)
    match(answer.text, /\r\nX-Request-Id: [\w-]+\r\n/)
    match(answer.text, /\r\nX-Content-Type-Options: nosniff\r\n/)
    match(answer.text, /\r\nConnection: close\r\n/i)
    ok(!/\r\n(?:Server|X-Powered-By|Via):/i.test(answer.text), answer.text)
    ok(!/\bat .*:\d+|node_modules|HPE_/.test(answer.text), answer.text)
    const found = JSON.parse(answer.text.slice(answer.text.indexOf('\r\n\r\n') + 4))
    equal(found.error_code, status)
    match(found.message, message)
  }

  const post = (headers: string, text: string) => () => `POST /topics/${topic} HTTP/1.1\r\n${headers}\r\n${text}`
  const head = (lines: string) => () => `GET /brokers HTTP/1.1\r\n${lines}\r\n`
  const attempts: Record<string, [request: () => string, status: number, message?: RegExp]> = {
    'Content-Length before chunks': [
      () => post(`${last}${body}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n`, `${chunks}${smuggled(topic)}`)(),
      400,
    ],
    'Content-Length after chunks': [
      () => post(`${chunked}Content-Length: 4\r\n`, `${chunks}${smuggled(topic)}`)(),
      400,
    ],
    'two Transfer-Encodings': [post(`${chunked}Transfer-Encoding: identity\r\n`, chunks), 400],
    'chunked twice': [post(`${last}${body}Transfer-Encoding: chunked, chunked\r\n`, chunks), 400],
    'chunked that is not last': [post(`${last}${body}Transfer-Encoding: chunked, gzip\r\n`, chunks), 400],
    'another coding before chunked': [
      post(`${last}${body}Transfer-Encoding: gzip, chunked\r\n`, chunks),
      501,
      /only Transfer-Encoding that is read is chunked/,
    ],
    'a Transfer-Encoding that is nearly chunked': [post(`${last}${body}Transfer-Encoding: xchunked\r\n`, chunks), 400],
    'a blank before the colon': [post(`${last}${body}Transfer-Encoding : chunked\r\n`, chunks), 400],
    'a vertical tab before chunked': [post(`${last}${body}Transfer-Encoding:\x0bchunked\r\n`, chunks), 400],
    'chunks in HTTP/1.0': [
      () => `POST /topics/${topic} HTTP/1.0\r\n${chunked}\r\n${chunks}`,
      400,
      /HTTP\/1.0 has no Transfer-Encoding/,
    ],
    'two different Content-Lengths': [post(`${last}${body}Content-Length: 25\r\nContent-Length: 4\r\n`, record), 400],
    'two Content-Lengths in one': [post(`${last}${body}Content-Length: 25, 25\r\n`, record), 400],
    'a Content-Length with a sign': [post(`${last}${body}Content-Length: +25\r\n`, record), 400],
    'a Content-Length in hex': [post(`${last}${body}Content-Length: 0x19\r\n`, record), 400],
    'a Content-Length beyond all numbers': [
      post(`${last}${body}Content-Length: 99999999999999999999\r\n`, record),
      400,
    ],
    'a folded line': [head(`${last}X: a\r\n b\r\n`), 400],
    'a folded first line': [head(` X: a\r\n${last}`), 400],
    'a folded Transfer-Encoding': [post(`${last}${body}Transfer-Encoding:\r\n chunked\r\n`, chunks), 400],
    'a bare CR in a header': [head(`${last}X: a\rX-Other: b\r\n`), 400],
    'a bare CR for a line’s end': [() => `GET /brokers HTTP/1.1\rHost: a\r\r`, 400],
    'bare LFs': [() => 'GET /brokers HTTP/1.1\nHost: a\nConnection: close\n\n', 505],
    'a null byte in a header': [head(`${last}X: a\0b\r\n`), 400],
    'a null byte in the path': [() => `GET /topics/a\0b HTTP/1.1\r\n${last}\r\n`, 400],
    'a control character in a header': [head(`${last}X: a\x01b\r\n`), 400],
    'two Hosts': [head(`${last}Host: b\r\n`), 400, /several Host headers/],
    'two equal Hosts': [head(`${last}Host: a\r\n`), 400, /several Host headers/],
    'no Host': [() => 'GET /brokers HTTP/1.1\r\nConnection: close\r\n\r\n', 400, /no Host header/],
    'a chunk of a size beyond all numbers': [post(chunked, 'FFFFFFFFFFFFFFFFFF\r\nx'), 400],
    'a chunk’s size with 0x': [post(chunked, `0x19\r\n${record}\r\n0\r\n\r\n`), 400],
    'a chunk’s size with a sign': [post(chunked, `+19\r\n${record}\r\n0\r\n\r\n`), 400],
    'a chunk that is longer than it says': [post(chunked, `5\r\n${record}\r\n0\r\n\r\n`), 400],
    'a chunk’s size that ends with LF': [post(chunked, `19\n${record}\r\n0\r\n\r\n`), 400],
    'a LF within a chunk’s extension': [post(chunked, `19;a\n\r\n${record}\r\n0\r\n\r\n`), 400],
    'chunk extensions of 20 kB': [post(chunked, `19;${'a'.repeat(20_000)}\r\n${record}\r\n0\r\n\r\n`), 413],
    'a Content-Length in the trailer': [post(chunked, `19\r\n${record}\r\n0\r\nContent-Length: 5\r\n\r\n`), 400],
    'HTTP/0.9': [() => 'GET /brokers\r\n\r\n', 505, /speaks HTTP\/1.1/],
    'HTTP/0.9 by its name': [() => `GET /brokers HTTP/0.9\r\n${last}\r\n`, 505],
    'HTTP/1.2': [() => `GET /brokers HTTP/1.2\r\n${last}\r\n`, 505],
    'HTTP/2.0 in a request line': [() => `GET /brokers HTTP/2.0\r\n${last}\r\n`, 505],
    'the preface of HTTP/2': [() => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 505, /speaks HTTP\/1.1/],
    'a greeting of TLS': [() => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    CONNECT: [() => `CONNECT b1:9092 HTTP/1.1\r\n${last}\r\n`, 405],
    'an expectation that nobody knows': [head(`${last}Expect: nonsense\r\n`), 417],
    'a method in small letters': [() => `get /brokers HTTP/1.1\r\n${last}\r\n`, 400],
    'a blank in the request target': [() => `GET /topics/a b HTTP/1.1\r\n${last}\r\n`, 400],
    'a fragment in the request target': [() => `GET /brokers#/topics HTTP/1.1\r\n${last}\r\n`, 400, /write %23/],
    'an authority in the request target': [() => `GET evil.example:80 HTTP/1.1\r\n${last}\r\n`, 400],
    'a file in the request target': [() => `GET file:///etc/passwd HTTP/1.1\r\n${last}\r\n`, 400],
    'a backslash in the path': [() => `GET /topics\\..\\brokers HTTP/1.1\r\n${last}\r\n`, 400, /[Bb]ackslash/],
    'a token of 100 kB': [head(`${last}Authorization: Bearer ${'a'.repeat(100_000)}\r\n`), 431],
    'a path of 100 kB': [() => `GET /topics/${'a'.repeat(100_000)} HTTP/1.1\r\n${last}\r\n`, 431],
  }
  for (const [what, [request, status, message]] of Object.entries(attempts)) {
    test(`answers ${what} with ${status}`, () => refused(request(), status, message))
  }

  test('resolves dots in a path before it looks for a route, however they are written', async () => {
    const paths: Record<string, number> = {
      '/topics/../brokers': 200,
      '/topics/%2e%2e/brokers': 200,
      '/topics/.%2E/brokers': 200,
      '/../../../brokers': 200,
      '/topics/..%2fbrokers': 404,
      '/topics/%252e%252e/brokers': 404,
      '//brokers': 404,
      '/brokers/': 404,
      '/./brokers': 200,
      '/brokers;a=b': 404,
      '/brokers%00': 404,
      '/brokers%20': 404,
      '/BROKERS': 404,
    }
    for (const [path, status] of Object.entries(paths)) {
      const { statuses } = await sendRaw(proxy.url, [`GET ${path} HTTP/1.1\r\n${last}\r\n`])
      deepEqual(statuses, [status], path)
    }
  })

  test('puts nothing of a path, a query or a header into a header of its own', async () => {
    const injected = '%0d%0aX-Injected:%20yes%0d%0a%0d%0a'
    for (const line of [
      `GET /topics/${injected} HTTP/1.1`,
      `GET /consumers/${injected}/instances/${injected}/records HTTP/1.1`,
      `GET /v3/clusters/${injected} HTTP/1.1`,
      `GET /v3/clusters?${injected}=${injected} HTTP/1.1`,
      `PUT /topics/${injected} HTTP/1.1`,
    ]) {
      const { text, statuses } = await sendRaw(proxy.url, [
        `${line}\r\n${last}Origin: https://a.example\r\nX-Request-Id: a%0d%0aX-Injected: b\r\n\r\n`,
      ])
      equal(statuses.length, 1)
      ok(!/\r\nX-Injected/i.test(text), text)
    }
  })

  test('takes a second request for one only where the first has ended', async () => {
    const inside = `{"records":[{"value":"${'GET /brokers HTTP/1.1'}"}]}`
    const first = `POST /topics/${topic} HTTP/1.1\r\nHost: a\r\n${body}Content-Length: ${inside.length}\r\n\r\n${inside}`
    const { statuses } = await sendRaw(proxy.url, [`${first}GET /brokers HTTP/1.1\r\n${last}\r\n`])
    deepEqual(statuses, [200, 200])
    stored++
  })

  test('answers what was asked before the nonsense, and takes nothing after it', async () => {
    const whole = `POST /topics/${topic} HTTP/1.1\r\nHost: a\r\n${body}Content-Length: ${record.length}\r\n\r\n${record}`
    for (const nonsense of ['\0\0\0', 'GET / HTTP/9.9\r\n\r\n', `${whole.replace('HTTP/1.1', 'HTTP/7.7')}`]) {
      const { text, statuses } = await sendRaw(proxy.url, [`${whole}${nonsense}${whole}`])
      // A refusal in its place would be taken for the fate of the record.
      deepEqual(statuses, [200])
      match(text, /"error_code":null/)
      stored++
    }
    const { statuses } = await sendRaw(proxy.url, [`${whole.replace('Host: a', last.trimEnd())}${whole}`])
    deepEqual(statuses, [200])
    stored++
  })

  test('outlives clients that are gone while they are refused', async () => {
    const texts = [
      ...Object.values(attempts).map(([request]) => request()),
      'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\nmore',
    ]
    const gone = texts.flatMap((text) =>
      [false, true].map((waits) =>
        sendRaw(proxy.url, [
          text,
          async (socket) => {
            // Either before the answer, or while the server waits for the connection's end.
            if (waits) await new Promise((resolve) => socket.once('data', resolve).once('close', resolve))
            socket.resetAndDestroy()
          },
        ]),
      ),
    )
    await Promise.all(gone)
  })

  test('connects nobody to anybody, and answers first what came before', async () => {
    const whole = `POST /topics/${topic} HTTP/1.1\r\nHost: a\r\n${body}Content-Length: ${record.length}\r\n\r\n${record}`
    const { statuses } = await sendRaw(proxy.url, [`${whole}CONNECT b1:9092 HTTP/1.1\r\nHost: a\r\n\r\n${whole}`])
    deepEqual(statuses, [200])
    stored++
  })

  test('two Authorization headers are one that is malformed, not the one that somebody prefers', async () => {
    const secured = await startProxy({ KAFKA_REST_AUTH_GAFAELFAWR_URL: 'http://127.0.0.1:9' })
    try {
      const token = `Bearer gt-${'a'.repeat(22)}.${'b'.repeat(22)}`
      for (const second of [token, 'Bearer x', 'Basic Og==', '']) {
        const request = rawRequest('GET', '/topics', [
          ['Host', 'a'],
          ['Connection', 'close'],
          ['Authorization', token],
          ['Authorization', second],
        ])
        const { statuses, text } = await sendRaw(secured.url, [request])
        deepEqual(statuses, [401])
        match(text, /malformed/)
      }
    } finally {
      await secured.stop()
    }
  })

  test('holds neither connections nor memory of a thousand attempts', async () => {
    const before = await measured('process_resident_memory_bytes')
    const texts = Object.values(attempts).map(([request]) => request())
    for (let round = 0; round < 20; round++) await Promise.all(texts.map((text) => sendRaw(proxy.url, [text])))
    const grown = (await measured('process_resident_memory_bytes')) - before
    ok(grown < 100_000_000, `${grown} bytes more`)
    // Those of the pages of metrics are all that is left.
    const handles = await measured('nodejs_active_handles{type="Socket"}')
    ok(handles < 20, `${handles} sockets`)
  })

  test('reads JSON of ten megabytes that holds next to nothing in little time, and keeps nothing of it', async () => {
    const half = 4_900_000
    const bombs: readonly (readonly [what: string, text: string, status: number])[] = [
      ['a name', `{"${'k'.repeat(2 * half)}":1}`, 422],
      ['names', `{${'"a":1,'.repeat(1_600_000)}"a":1}`, 422],
      ['empty arrays', `{"records":[${'[],'.repeat(3_200_000)}[]]}`, 400],
      ['empty records', `{"records":[${'{},'.repeat(3_200_000)}{}]}`, 413],
      ['records one after the other', `{${'"records":[],'.repeat(750_000)}"records":[]}`, 422],
      ['digits', `{"records":[{"value":1,"partition":${'1'.repeat(2 * half)}}]}`, 400],
      ['brackets', `{"records":${'[{"value":'.repeat(980_000)}`, 400],
      ['brackets that close', `{"records":[{"value":${'['.repeat(half)}${']'.repeat(half)}}]}`, 400],
      ['blanks', `{"records":${' '.repeat(2 * half)}[]}`, 422],
      ['escapes', `{"records":[{"value":"${'\\u0000'.repeat(1_600_000)}\\x"}]}`, 400],
    ]
    const before = await measured('process_resident_memory_bytes')
    for (const [what, text, status] of bombs) {
      const started = Date.now()
      const answer = await fetch(`${proxy.url}/topics/${topic}`, {
        method: 'POST',
        headers: { 'content-type': json2 },
        body: text,
      })
      const message = await answer.text()
      equal(answer.status, status, `${what}: ${message.slice(0, 300)}`)
      ok(message.length < 10_000, what)
      ok(Date.now() - started < 8_000, `${what}: ${Date.now() - started} ms`)
    }
    const grown = (await measured('process_resident_memory_bytes')) - before
    ok(grown < 300_000_000, `${grown} bytes more`)
  })

  test('refuses clients that send on and on as quickly', async () => {
    const flood = 'x'.repeat(65_536)
    const socket: Socket = connect(Number(new URL(proxy.url).port), '127.0.0.1')
    let sent = 0
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => {})
    socket.resume()
    const more = () => {
      while (!socket.destroyed && socket.write(flood)) sent += flood.length
    }
    socket.on('drain', more)
    socket.write('\0')
    more()
    const started = Date.now()
    await closed
    ok(Date.now() - started < 4_000, `${Date.now() - started} ms, ${sent} bytes`)
  })

  async function measured(name: string): Promise<number> {
    const page = await (await fetch(`${proxy.url}/metrics`)).text()
    const line = page.split('\n').find((each) => each.startsWith(`${name} `))
    return Number(line?.slice(name.length + 1))
  }
})
