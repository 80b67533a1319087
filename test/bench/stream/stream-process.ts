import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Measurement } from '../measure/measurement.ts'
import { openWindow } from '../measure/window.ts'
import { answerOrders } from '../subjects/child-side.ts'
import type { StreamOrder } from './order.ts'

const OPEN_BRACE = 123
/** An answer to a stored record, without key, is an object with one within. */
const BRACES_PER_ANSWER = 2

/** The load generator for streams, a process of its own: each connection is one request that never ends. */
answerOrders(async (order: StreamOrder): Promise<Measurement> => {
  const streams = await Promise.all(Array.from({ length: order.connections }, () => openStream(order)))
  const answered = () => streams.reduce((sum, stream) => sum + stream.answered(), 0)
  try {
    await delay(order.settleMs)
    const close = openWindow({ subject: order.subject, load: process.pid, broker: order.broker })
    const before = answered()
    await delay(order.durationMs)
    const records = answered() - before
    const failure = streams.map((stream) => stream.failure()).find((each) => each !== undefined)
    if (failure !== undefined || records === 0) throw new Error(failure ?? 'Nothing was answered.')
    return { requests: order.connections, records, ...close() }
  } finally {
    for (const stream of streams) stream.end()
  }
})

interface Stream {
  answered(): number
  /** What an answer said that was not of a stored record, or why there are no more. */
  failure(): string | undefined
  end(): void
}

/** Sends whenever the socket has room, and counts answers without parsing them. */
async function openStream({ port, topic, records }: StreamOrder): Promise<Stream> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  await once(socket, 'connect')
  const head = [
    `POST /v3/clusters/bench/topics/${topic}/records HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    'Transfer-Encoding: chunked',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  const chunk = Buffer.concat([Buffer.from(`${records.length.toString(16)}\r\n`), records, Buffer.from('\r\n')])
  let braces = 0
  let failure: string | undefined
  let ended = false
  function fill(): void {
    while (!ended && socket.write(chunk));
  }
  socket.on('drain', fill)
  socket.on('data', (bytes: Buffer) => {
    for (let i = 0; i < bytes.length; i++) if (bytes[i] === OPEN_BRACE) braces++
    if (failure === undefined && bytes.includes('"message"')) failure = bytes.toString('utf8', 0, 2000)
  })
  socket.on('error', (error) => {
    failure ??= error.message
  })
  socket.on('close', () => {
    if (!ended) failure ??= 'The server closed the connection.'
  })
  fill()
  return {
    answered: () => Math.floor(braces / BRACES_PER_ANSWER),
    failure: () => failure,
    end() {
      ended = true
      socket.destroy()
    },
  }
}
