import { connect } from 'node:net'

/** What a broker knows of its cluster. */
export interface ClusterMetadata {
  clusterId: string
  /** Node ids of the brokers that are registered and not fenced. */
  brokers: number[]
}

const metadataKey = 3
const version = 4

/**
 * Asks one broker for its view of the cluster, in one Metadata request without topics (version 4; Kafka protocol guide,
 * "Metadata API"). A broker that answers with itself among the brokers takes part in the cluster, which an open port does
 * not tell; and a broker of an unusual state must be asked directly, which a full client would avoid.
 *
 * @throws Error  no connection, or no answer before the signal
 */
export async function clusterMetadata(host: string, port: number, signal: AbortSignal): Promise<ClusterMetadata> {
  return parse(await ask(host, port, signal))
}

function request(): Buffer {
  const body = Buffer.alloc(4 + 2 + 2 + 4 + 2 + 4 + 1)
  body.writeInt32BE(body.length - 4, 0)
  body.writeInt16BE(metadataKey, 4)
  body.writeInt16BE(version, 6)
  body.writeInt32BE(1, 8) // correlation id
  body.writeInt16BE(-1, 12) // client id: none
  body.writeInt32BE(0, 14) // topics: an empty list, not null, which would mean all
  body.writeInt8(0, 18) // allow_auto_topic_creation
  return body
}

function ask(host: string, port: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    let received = Buffer.alloc(0)
    const finish = (error: Error | undefined, answer?: Buffer) => {
      signal.removeEventListener('abort', expire)
      socket.destroy()
      if (answer === undefined) reject(error ?? new Error('The broker closed the connection.'))
      else resolve(answer)
    }
    const expire = () => finish(new Error('The broker did not answer in time.'))
    signal.addEventListener('abort', expire, { once: true })
    socket.once('connect', () => socket.write(request()))
    socket.once('error', (error) => finish(error))
    socket.once('close', () => finish(undefined))
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) finish(undefined, received)
    })
  })
}

function parse(answer: Buffer): ClusterMetadata {
  let at = 4 + 4 + 4 // size, correlation id, throttle time
  const int32 = () => {
    at += 4
    return answer.readInt32BE(at - 4)
  }
  const string = () => {
    const length = answer.readInt16BE(at)
    at += 2 + Math.max(length, 0)
    return length < 0 ? '' : answer.toString('utf8', at - length, at)
  }
  const brokers = Array.from({ length: int32() }, () => {
    const nodeId = int32()
    string() // host
    int32() // port
    string() // rack
    return nodeId
  })
  return { clusterId: string(), brokers }
}
