import { setTimeout as delay } from 'node:timers/promises'
import { MissingTool } from '../../../infra/local/downloads/tool.ts'
import { anyPort } from '../../../infra/local/processes/ports.ts'
import type { Measurement } from '../measure/measurement.ts'
import type { Stage, Timing } from '../stage/stage.ts'
import { openTopics } from '../stage/topic.ts'
import { startChild } from '../subjects/child.ts'
import type { Published } from './load-process.ts'
import { type MqttServer, startMosquitto } from './mosquitto.ts'
import type { Publishing, PublishOrder } from './order.ts'

/** Measures one kind of publishing once. */
export type Publish = (kind: Publishing, timing: Timing) => Promise<Measurement>

/** Servers of MQTT under load. */
export interface MqttSubjects {
  /** @throws Error  not every message is in Kafka, or one is there twice */
  readonly proxy: Publish
  /** Undefined where the machine has no packages of it. */
  readonly mosquitto: Publish | undefined
  close(): Promise<void>
}

const LOOK_MS = 50
/** For messages that nobody waits for. */
const ARRIVAL_MS = 10_000

/** Starts a proxy with a listener, Mosquitto, and the load generator, each in a process of its own. */
export async function startMqttSubjects(stage: Stage, dir: string, signal: AbortSignal): Promise<MqttSubjects> {
  const { kafka, broker } = stage.parts
  const topics = openTopics(kafka)
  const closers: (() => Promise<void>)[] = [topics.close]
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end()
  }
  try {
    const topic = await topics.create('bench-mqtt')
    const port = await anyPort()
    const { server } = await stage.proxyWith('proxy-mqtt', {
      KAFKA_MQTT_LISTENERS: `mqtt://127.0.0.1:${port}`,
      KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic.name}:bench/.+`,
    })
    const other = await mosquittoOrNot(dir, signal)
    if (other) closers.push(other.stop)
    const load = await startChild(new URL('load-process.ts', import.meta.url))
    closers.push(load.stop)
    const publish = (kind: Publishing, timing: Timing, host: string, to: number, subject = 0) =>
      load.ask<Published>({
        ...{ ...kind, ...timing, server: { host, port: to }, subject, broker: broker.pid },
      } satisfies PublishOrder)

    return {
      async proxy(kind, timing) {
        const before = await topic.stored()
        const { measurement, sent } = await publish(kind, timing, '127.0.0.1', port, server.pid)
        const until = Date.now() + (kind.qos === 0 ? ARRIVAL_MS : 0)
        let stored = Number((await topic.stored()) - before)
        while (stored < sent && Date.now() < until) {
          await delay(LOOK_MS, undefined, { signal })
          stored = Number((await topic.stored()) - before)
        }
        if (stored !== sent) throw new Error(`Of ${sent} messages of QoS ${kind.qos} ${stored} are in Kafka.`)
        return measurement
      },
      mosquitto:
        other && (async (kind, timing) => (await publish(kind, timing, other.host, other.port, other.pid)).measurement),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function mosquittoOrNot(dir: string, signal: AbortSignal): Promise<MqttServer | undefined> {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  try {
    return await startMosquitto(dir, say, signal)
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error
    say(`Mosquitto is left out: ${error.message}`)
    return undefined
  }
}
