import type { Socket } from 'node:net'
import { createAnswerReader } from './answers.ts'
import type { Publishing } from './order.ts'
import { ANSWER, DISCONNECT, type Numbered, PINGREQ, publishPackets, pubrelPackets } from './packets.ts'

/** Hears what becomes of messages. */
export interface Audience {
  /** @param sentAt  of `performance.now()`, when their first byte was written */
  answered(messages: number, sentAt: number, now: number): void
  failed(error: Error): void
  /** Everything that was sent is answered, and nothing more will be. */
  idle(): void
}

/** A connection that always has as many messages on their way as it may. */
export interface Publisher {
  /** Messages sent so far. */
  readonly sent: number
  start(): void
  /** Sends nothing new. */
  stop(): void
  close(): void
}

/** Of QoS 0: as many groups are sent before the first is known to have been read, so that the server never waits for us. */
const GROUPS = 2

/**
 * Publishes over a socket, at the least cost that can be: packets are made once, and as many as are answered at once are
 * sent again at once.
 */
export function createPublisher(
  socket: Socket,
  topic: string,
  kind: Publishing,
  payload: Buffer,
  audience: Audience,
): Publisher {
  const { qos, window } = kind
  const messages = publishPackets(qos, topic, payload, window)
  let sent = 0
  let underWay = 0
  let stopped = false

  const fail = (error: Error) => audience.failed(error)
  socket.on('error', fail)
  socket.on('close', () => {
    if (underWay > 0) fail(new Error('The server closed a connection.'))
  })

  function settled(): void {
    if (--underWay === 0 && stopped) audience.idle()
  }

  /** At QoS 0 a PINGRESP says that what was sent before has been read. */
  function startGroups(): void {
    const group = Buffer.concat([messages.bytes, PINGREQ])
    const sentAt: number[] = []
    const send = () => {
      sentAt.push(performance.now())
      sent += window
      underWay++
      socket.write(group)
    }
    const read = createAnswerReader((header) => {
      if (header !== ANSWER.pingresp) return fail(new Error(`An answer came that is none to QoS 0: ${header}`))
      audience.answered(window, sentAt.shift() ?? 0, performance.now())
      if (!stopped) send()
      settled()
    })
    socket.on('data', guarded(read, fail))
    for (let group = 0; group < GROUPS; group++) send()
  }

  function startWindow(): void {
    const sentAt = new Float64Array(window + 1)
    const again = createRuns(messages, socket)
    const releases = createRuns(pubrelPackets(window), socket)
    const last = qos === 1 ? ANSWER.puback : ANSWER.pubcomp
    let now = 0
    const read = createAnswerReader((header, packetId) => {
      if (header === ANSWER.pubrec && qos === 2) return releases.add(packetId)
      if (header !== last) return fail(new Error(`An answer came that is none to QoS ${qos}: ${header}`))
      audience.answered(1, sentAt[packetId] as number, now)
      if (!stopped) {
        sentAt[packetId] = now
        sent++
        underWay++
        again.add(packetId)
      }
      settled()
    })
    const take = (chunk: Buffer) => {
      now = performance.now()
      socket.cork()
      read(chunk)
      releases.flush()
      again.flush()
      socket.uncork()
    }
    socket.on('data', guarded(take, fail))
    sentAt.fill(performance.now())
    sent = window
    underWay = window
    socket.write(messages.bytes)
  }

  return {
    get sent() {
      return sent
    },
    start: qos === 0 ? startGroups : startWindow,
    stop() {
      stopped = true
      if (underWay === 0) audience.idle()
    },
    close: () => void socket.end(DISCONNECT),
  }
}

/** Packets with identifiers that follow one another are written as one. */
function createRuns({ bytes, packetBytes }: Numbered, socket: Socket): { add(packetId: number): void; flush(): void } {
  let from = 0
  let to = 0
  function flush(): void {
    if (to > from) socket.write(bytes.subarray(from * packetBytes, to * packetBytes))
    from = to
  }
  return {
    add(packetId) {
      if (packetId - 1 !== to) {
        flush()
        from = packetId - 1
      }
      to = packetId
    },
    flush() {
      flush()
      from = 0
      to = 0
    },
  }
}

function guarded(read: (chunk: Buffer) => void, fail: (error: Error) => void): (chunk: Buffer) => void {
  return (chunk) => {
    try {
      read(chunk)
    } catch (error) {
      fail(error as Error)
    }
  }
}
