import type { Server } from 'node:net'
import type { Listener } from '../config/listener.ts'

/** Resolves when the server listens. @throws Error  it cannot */
export function listening(server: Server, { host, port }: Listener): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
