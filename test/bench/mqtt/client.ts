import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Address } from '../load/address.ts'
import { ANSWER, connectPacket } from './packets.ts'

/** More at a time would not fit into a listener's queue, and wait for a second. */
const AT_A_TIME = 100

/**
 * Opens connections and logs them in.
 *
 * @returns sockets from which the CONNACK has been read, and nothing more
 * @throws Error  nobody listens there, or one is not let in
 */
export async function openClients({ host, port }: Address, count: number): Promise<Socket[]> {
  const open: Socket[] = []
  // A client that is connected already would have to go.
  const name = randomUUID()
  try {
    while (open.length < count) {
      const group = Math.min(AT_A_TIME, count - open.length)
      const sockets = Array.from({ length: group }, () => connect({ host, port, noDelay: true }))
      const from = open.length
      open.push(...sockets)
      await Promise.all(sockets.map((socket, index) => logIn(socket, `${name}-${from + index}`)))
    }
    return open
  } catch (error) {
    for (const socket of open) socket.destroy()
    const code = (error as NodeJS.ErrnoException).code
    const why = code === 'EMFILE' ? ` Raise 'ulimit -n' above ${2 * count}.` : ''
    throw new Error(`${open.length} of ${count} connections were asked for when one failed.${why}`, { cause: error })
  }
}

async function logIn(socket: Socket, clientId: string): Promise<void> {
  await once(socket, 'connect')
  socket.write(connectPacket(clientId))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  if (answer.length !== 4 || answer[0] !== ANSWER.connack || answer[3] !== 0) {
    throw new Error(`Not let in: ${answer.toString('hex')}`)
  }
}
