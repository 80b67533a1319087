import { equal, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { anyPort, ownPorts, portFrom } from '../../infra/local/processes/ports.ts'
import { wantedPort } from '../../infra/local/stack/wanted-port.ts'

async function listen(t: TestContext, port: number, host: string): Promise<void> {
  const server = createServer().listen(port, host)
  t.after(() => server.close())
  await once(server, 'listening')
}

for (const host of ['127.0.0.1', '0.0.0.0']) {
  test(`the next free port stands in for one that is taken on ${host}`, async (t) => {
    const wanted = await anyPort()
    await listen(t, wanted, host)
    const port = await portFrom(wanted)
    ok(port > wanted && port < wanted + 50, `${port} follows ${wanted}`)
  })
}

test('no port is given twice, even before anything listens on it', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, anyPort))
  equal(new Set(ports).size, ports.length)
})

test('processes beside one another choose from ports of their own', async (t) => {
  const before = process.env.LOCAL_PORTS
  t.after(() => {
    if (before === undefined) delete process.env.LOCAL_PORTS
    else process.env.LOCAL_PORTS = before
  })
  let end = 0
  for (const part of [0, 1, 2]) {
    Object.assign(process.env, ownPorts(part, 3))
    const ports = await Promise.all(Array.from({ length: 50 }, anyPort))
    ok(Math.min(...ports) >= end)
    end = Math.max(...ports)
  }
})

test('a port comes from its variable, or is the standard one', () => {
  equal(wantedPort('PORT', 9092, {}), 9092)
  equal(wantedPort('PORT', 9092, { PORT: '' }), 9092)
  equal(wantedPort('PORT', 9092, { PORT: '19092' }), 19_092)
})

for (const text of ['0', '65536', '-1', '1.5', 'many']) {
  test(`${text} is no port`, () => {
    let message = ''
    try {
      wantedPort('PORT', 9092, { PORT: text })
    } catch (error) {
      message = (error as Error).message
    }
    equal(message, `PORT is to be a port, 1 to 65535, and is "${text}".`)
  })
}
