import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below the ranges from which Linux (32768) and macOS (49152) take the ports of outgoing connections: a port chosen here
// is still free when a broker is started on it a second time.
const lowest = 20_000
const highest = 32_000
const given = new Set<number>()

/** A port that nobody listens on, and that this process was not given before. */
export async function anyPort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest)
    if (given.has(port)) continue
    given.add(port)
    if (await isFree(port)) return port
  }
}

/** The wanted port or, when it is taken, the next free one above it. */
export async function portFrom(wanted: number): Promise<number> {
  for (let port = wanted; port < 65_536; port += 1) if (await isFree(port)) return port
  throw new Error(`No free port from ${wanted} upwards.`)
}

async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '0.0.0.0'))
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
