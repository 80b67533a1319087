import { equal, rejects } from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { Context as HonoContext } from 'hono'
import { readBody } from '../../shared/http/body.ts'
import { PayloadTooLarge } from '../../shared/http/errors/limits.ts'
import { BadRequest, BodyTimeout } from '../../shared/http/errors/request.ts'

const soon = () => Date.now() + 5000

/** A request as Hono hands it on; on Lambda its body is in memory. */
function inMemory(bytes: Uint8Array<ArrayBuffer> | string, headers: Record<string, string> = {}): HonoContext {
  const request = new Request('http://proxy.test', { method: 'POST', body: bytes })
  const header = (name: string) => headers[name]
  return { req: { header, arrayBuffer: () => request.arrayBuffer() }, env: {} } as unknown as HonoContext
}

describe('a body in memory', () => {
  test('is read as UTF-8', async () => {
    equal(String(await readBody(inMemory('{"é": "😀"}'), 100, soon())), '{"é": "😀"}')
  })

  test('may be as long as the limit and no longer, in bytes', async () => {
    equal(String(await readBody(inMemory('éé'), 4, soon())), 'éé')
    await rejects(readBody(inMemory('ééé'), 5, soon()), PayloadTooLarge)
  })

  test('is refused by its Content-Length before it is read', async () => {
    await rejects(readBody(inMemory('x', { 'content-length': '6' }), 5, soon()), PayloadTooLarge)
  })

  test('loses a byte order mark', async () => {
    equal(String(await readBody(inMemory('\ufeff{}'), 100, soon())), '{}')
    equal(String(await readBody(inMemory('{}\ufeff'), 100, soon())), '{}\ufeff')
  })

  for (const bytes of [
    [0xff],
    [0xc3],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0x22, 0xe4, 0x22],
  ]) {
    test(`that is not UTF-8 is refused: ${Buffer.from(bytes).toString('hex')}`, async () => {
      await rejects(readBody(inMemory(new Uint8Array(bytes)), 100, soon()), BadRequest)
    })
  }
})

describe('a body that comes over a connection', () => {
  let server: Server
  let arrived: (request: IncomingMessage) => void
  before(async () => {
    server = createServer((request) => arrived(request))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  /** Sends a head and the beginning of a body; the request as the server has it. */
  async function begin(
    head: string,
    body: string,
  ): Promise<{ c: HonoContext; incoming: IncomingMessage; socket: Socket }> {
    const request = new Promise<IncomingMessage>((resolve) => {
      arrived = resolve
    })
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`POST / HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n${body}`, 'latin1')
    const incoming = await request
    const header = (name: string) => incoming.headers[name]
    return { c: { req: { header }, env: { incoming } } as unknown as HonoContext, incoming, socket }
  }

  test('is put together from its chunks, though one ends within a character', async () => {
    const { c, socket } = await begin('Transfer-Encoding: chunked', '3\r\n{"\xc3\r\n')
    const body = readBody(c, 100, soon())
    socket.write('4\r\n\xa9":1\r\n1\r\n}\r\n0\r\n\r\n', 'latin1')
    equal(String(await body), '{"é":1}')
    socket.destroy()
  })

  test('is read to its Content-Length', async () => {
    const { c, socket } = await begin('Content-Length: 7', '{"a"')
    const body = readBody(c, 100, soon())
    socket.write(':1}')
    equal(String(await body), '{"a":1}')
    socket.destroy()
  })

  test('that grows beyond the limit is refused as soon as it shows', async () => {
    const { c, socket } = await begin('Transfer-Encoding: chunked', '5\r\n12345\r\n')
    const body = readBody(c, 5, soon())
    socket.write('1\r\n6\r\n')
    await rejects(body, PayloadTooLarge)
    socket.destroy()
  })

  test('that ends too early is refused', async () => {
    const { c, socket } = await begin('Content-Length: 7', '{"a"')
    const body = readBody(c, 100, soon())
    socket.destroy()
    await rejects(body, BadRequest)
  })

  test('of a client that hung up before anybody read is refused, not waited for', async () => {
    const { c, incoming, socket } = await begin('Content-Length: 7', '{"a"')
    const gone = new Promise((resolve) => incoming.once('close', resolve))
    incoming.on('error', () => {})
    socket.destroy()
    await gone
    await rejects(readBody(c, 100, soon()), BadRequest)
  })

  test('that does not come is refused at the deadline', async () => {
    const { c, socket } = await begin('Content-Length: 7', '{"a"')
    const started = Date.now()
    await rejects(readBody(c, 100, started + 100), BodyTimeout)
    equal(Date.now() - started < 2000, true)
    socket.destroy()
  })

  test('of nothing is empty', async () => {
    const { c, socket } = await begin('Content-Length: 0', '')
    equal(String(await readBody(c, 100, soon())), '')
    socket.destroy()
  })
})
