import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

/** What is in a process's memory when nothing is left that could be freed, bytes. */
export interface MemoryUse {
  readonly rss: number
  /** Of JavaScript's objects. */
  readonly heap: number
  /** Of buffers and whatever else objects hold outside the heap. */
  readonly external: number
}

/** A process that Node's inspector looks into. */
export interface Inspected {
  /** Collects all garbage, then looks. */
  use(): Promise<MemoryUse>
  close(): void
}

interface Answer {
  readonly id?: number
  readonly error?: { readonly message: string }
  readonly result?: { readonly result?: { readonly value?: unknown } }
}

/** What one collection frees lets the next one free more. */
const COLLECTIONS = 4
const COLLECTION_MS = 100
const LOOK = 'JSON.stringify(process.memoryUsage())'

/**
 * Connects to the inspector of a process that was started with `--inspect`: the process itself is as it always is, and need not
 * know that anybody looks.
 *
 * @param port  of its inspector, on loopback
 */
export async function inspect(port: number): Promise<Inspected> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    webSocketDebuggerUrl: string
  }[]
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '')
  await once(socket, 'open')
  let last = 0

  /** @throws Error  the inspector's own words */
  function call(method: string, params: object = {}): Promise<Answer['result']> {
    const id = ++last
    return new Promise((resolve, reject) => {
      function hear({ data }: MessageEvent): void {
        const answer = JSON.parse(data) as Answer
        if (answer.id !== id) return
        socket.removeEventListener('message', hear)
        if (answer.error) reject(new Error(`${method}: ${answer.error.message}`))
        else resolve(answer.result)
      }
      socket.addEventListener('message', hear)
      socket.addEventListener('close', () => reject(new Error('The process that is inspected has ended.')), {
        once: true,
      })
      socket.send(JSON.stringify({ id, method, params }))
    })
  }

  return {
    async use() {
      for (let n = 0; n < COLLECTIONS; n++) {
        await call('HeapProfiler.collectGarbage')
        await delay(COLLECTION_MS)
      }
      const { value } = (await call('Runtime.evaluate', { expression: LOOK, returnByValue: true }))?.result ?? {}
      const { rss, heapUsed, external } = JSON.parse(String(value)) as NodeJS.MemoryUsage
      return { rss, heap: heapUsed, external }
    },
    close: () => socket.close(),
  }
}
