import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { generate, type Packet, parser } from 'mqtt-packet'

/** A connection that sends whatever bytes it is given, and reads packets with another's parser. */
export interface RawClient {
  readonly socket: Socket
  /** What came so far. */
  readonly packets: readonly Packet[]
  send(...what: (Packet | Buffer | readonly number[])[]): void
  /** The packet that comes next. @throws Error  the connection ends before */
  next(): Promise<Packet>
  /** All packets that come until the server closes the connection. */
  end(): Promise<readonly Packet[]>
  close(): void
}

const WAIT_MS = 15_000

/** @param protocolVersion  with which packets are written and read */
export async function rawClient(port: number, protocolVersion: 4 | 5 = 4): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const packets: Packet[] = []
  let taken = 0
  const reading = parser({ protocolVersion })
  reading.on('packet', (packet: Packet) => packets.push(packet))
  socket.on('data', (chunk: Buffer) => reading.parse(chunk))
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await once(socket, 'connect')

  async function within<Value>(what: string, promise: Promise<Value>): Promise<Value> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`Not within ${WAIT_MS} ms: ${what}`)), WAIT_MS)
    })
    try {
      return await Promise.race([promise, late])
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    socket,
    packets,
    send(...what) {
      socket.write(Buffer.concat(what.map((each) => bytesOf(each, protocolVersion))))
    },
    async next() {
      while (packets.length <= taken) {
        if (socket.destroyed || socket.readableEnded) throw new Error('The connection has ended.')
        await within('a packet', Promise.race([once(socket, 'data'), closed]))
      }
      return packets[taken++] as Packet
    },
    async end() {
      await within('the end of the connection', closed)
      return packets.slice(taken)
    },
    close: () => socket.destroy(),
  }
}

/** The bytes of a packet as another's code writes it. */
export function bytesOf(what: Packet | Buffer | readonly number[], protocolVersion: 4 | 5): Buffer {
  if (Buffer.isBuffer(what)) return what
  if ('cmd' in what) return generate(what, { protocolVersion })
  return Buffer.from(what)
}

/** A CONNECT without credentials. */
export function connectPacket(protocolVersion: 4 | 5, more: object = {}): Packet {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion,
    clean: true,
    clientId: '',
    keepalive: 0,
    ...more,
  } as Packet
}

/** A client that is let in. */
export async function welcomed(port: number, protocolVersion: 4 | 5, more: object = {}): Promise<RawClient> {
  const client = await rawClient(port, protocolVersion)
  client.send(connectPacket(protocolVersion, more))
  const answer = (await client.next()) as Packet & { returnCode?: number; reasonCode?: number }
  if (answer.cmd !== 'connack' || (answer.returnCode ?? answer.reasonCode) !== 0)
    throw new Error(`Not let in: ${JSON.stringify(answer)}`)
  return client
}
