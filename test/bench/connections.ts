import { setTimeout as delay } from 'node:timers/promises'
import { type Connection, openConnection } from './load/connection.ts'
import { median } from './measure/quantile.ts'
import { rssOf } from './measure/usage.ts'
import { produceRequest } from './payload/http-request.ts'
import { jsonValue, recordsOf } from './payload/values.ts'
import { short } from './report/format.ts'
import type { Scenario } from './scenario.ts'

const CONNECTIONS = 1_000
const LOOKS = 9
const LOOK_MS = 100

/** What a connection costs that is there and says nothing: each has sent a record before. */
export const connections: Scenario = {
  name: 'connections',
  async run(stage, _options, signal) {
    const { pid, ...server } = stage.parts.proxy
    const request = produceRequest(stage.topic, 'json', { records: recordsOf(1, (index) => jsonValue(index, 100)) })
    const open: Connection[] = []
    const addConnections = async (count: number) => {
      for (let n = 0; n < count; n++) {
        signal.throwIfAborted()
        const connection = await openConnection(server)
        open.push(connection)
        await new Promise<void>((resolve, reject) => {
          connection.send(request, (error) => (error ? reject(error) : resolve()))
        })
      }
    }
    try {
      // The first ones make the process what it is with connections at all.
      await addConnections(CONNECTIONS / 2)
      const before = await resident(pid)
      await addConnections(CONNECTIONS)
      const after = await resident(pid)
      const rows = [
        ['without them, MB', short(before / 1e6)],
        [`with ${CONNECTIONS} more, MB`, short(after / 1e6)],
        ['kB for each', short((after - before) / 1e3 / CONNECTIONS)],
      ]
      return {
        title: 'Connections',
        tables: [{ head: ['memory of the proxy with idle connections', 'found'], rows }],
        floors: [],
        measurements: {},
      }
    } finally {
      for (const connection of open) connection.close()
    }
  },
}

/** Resident memory of a process that rests, bytes. */
async function resident(pid: number): Promise<number> {
  const looks: number[] = []
  while (looks.length < LOOKS) {
    await delay(LOOK_MS)
    looks.push(rssOf(pid) ?? Number.NaN)
  }
  return median(looks) ?? Number.NaN
}
