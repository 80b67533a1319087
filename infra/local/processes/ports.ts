import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below the ranges from which Linux (32768) and macOS (49152) take the ports of outgoing connections: a port chosen here
// is still free when a broker is started on it a second time.
const lowest = 20_000
const highest = 32_000
const given = new Set<number>()

/**
 * What a process is told to choose its ports within, for one that runs beside others which choose as well: between the
 * choice and the use of a port seconds may pass.
 *
 * @param part  from 0 on; each has ports of its own
 * @param parts  how many there are
 */
export function ownPorts(part: number, parts: number): { readonly LOCAL_PORTS: string } {
  const share = Math.floor((highest - lowest) / parts)
  return { LOCAL_PORTS: `${lowest + part * share}-${lowest + (part + 1) * share}` }
}

/** A port that nobody listens on, and that this process was not given before. */
export async function anyPort(): Promise<number> {
  const [from = lowest, to = highest] = process.env.LOCAL_PORTS?.split('-').map(Number) ?? []
  for (;;) {
    const port = randomInt(from, to)
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
