import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { AwsCredentials } from '../../../shared/aws/signature-v4.ts'
import { sdkSigner } from '../../aws/sdk-signer.ts'
import type { Detour } from '../../support/engine.ts'

/**
 * What Amazon MSK has before a broker: it checks tokens of IAM as AWS's own signer makes them, and lets who has one in under
 * a token that the broker behind it takes. One that is wrong reaches the broker as it is.
 */
export interface MskStandIn extends Detour {
  /** Tokens that were right. */
  accepted(): number
  close(): Promise<void>
}

export interface MskStandInOptions {
  /** `host:port` of the broker's SASL listener. */
  readonly target: string
  readonly region: string
  /** The one principal that there is. */
  readonly credentials: AwsCredentials
  /** A token for it that the broker takes. */
  readonly token: () => Promise<string>
}

const SASL_AUTHENTICATE = 36
const BEARER = 'auth=Bearer '

export async function startMskStandIn(options: MskStandInOptions): Promise<MskStandIn> {
  const [host = '', port] = options.target.split(':')
  const sockets = new Set<Socket>()
  let accepted = 0

  async function translated(frame: Buffer): Promise<Buffer> {
    if (frame.readInt16BE(4) !== SASL_AUTHENTICATE) return frame
    // Size, API key, version, correlation id, client id, no tagged fields; then the bytes, of at most 16,383.
    const start = 14 + frame.readInt16BE(12) + 1
    const long = (frame.readUInt8(start) & 0x80) !== 0
    const parts = frame
      .subarray(start + (long ? 2 : 1), -1)
      .toString()
      .split('\x01')
    const shown = parts.find((part) => part.startsWith(BEARER))?.slice(BEARER.length) ?? ''
    if (!(await isSigned(shown, options))) return frame
    accepted++
    const bytes = Buffer.from(`n,,\x01${BEARER}${await options.token()}\x01\x01`)
    const length = bytes.length + 1
    const size = Buffer.of((length & 0x7f) | 0x80, length >> 7)
    const made = Buffer.concat([frame.subarray(0, start), size, bytes, Buffer.of(0)])
    made.writeInt32BE(made.length - 4)
    return made
  }

  const server = createServer((client) => {
    const broker = connect(Number(port), host)
    let held = Buffer.alloc(0)
    let sending = Promise.resolve()
    for (const socket of [client, broker]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        client.destroy()
        broker.destroy()
      })
    }
    broker.pipe(client)
    client.on('data', (chunk) => {
      held = Buffer.concat([held, chunk])
      while (held.length >= 4 && held.length >= 4 + held.readInt32BE()) {
        const frame = held.subarray(0, 4 + held.readInt32BE())
        held = held.subarray(frame.length)
        sending = sending.then(async () => void broker.write(await translated(frame)))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: options.target,
    accepted: () => accepted,
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Signs the same anew, and looks whether the same comes out. */
async function isSigned(token: string, { region, credentials }: MskStandInOptions): Promise<boolean> {
  const url = new URL(Buffer.from(token, 'base64url').toString())
  const { 'X-Amz-Date': date = '', 'X-Amz-Signature': signature, Action } = Object.fromEntries(url.searchParams)
  const signingDate = new Date(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'))
  const age = Date.now() - signingDate.getTime()
  const expected = await sdkSigner({ credentials, region, service: 'kafka-cluster' }).presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: `kafka.${region}.amazonaws.com`,
      path: '/',
      query: { Action: 'kafka-cluster:Connect' },
      headers: { host: `kafka.${region}.amazonaws.com` },
    },
    { signingDate, expiresIn: 900 },
  )
  const isOwn = Action === 'kafka-cluster:Connect' && url.host === `kafka.${region}.amazonaws.com`
  return isOwn && age > -1000 && age < 900_000 && expected.query?.['X-Amz-Signature'] === signature
}
