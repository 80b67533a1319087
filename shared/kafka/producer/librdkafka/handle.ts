import { KafkaUnreachable } from '../../error.ts'
import type { KafkaSettings, Login } from '../../settings.ts'
import type { Entry } from '../call.ts'
import { CLOSED, unsure } from '../failures.ts'
import type { ProducerSettings } from '../settings.ts'
import { createFlows, type Flows } from './flows.ts'
import type { DeliveryReport, Librdkafka, NativeError, NativeProducer } from './native.ts'
import { librdkafkaOptions } from './options.ts'
import { createSlots, type Slots } from './slots.ts'

/** A producer of librdkafka's with its connections and threads, what it holds, and the login it was made with. */
export interface Handle {
  readonly producer: NativeProducer
  readonly slots: Slots
  readonly flows: Flows
  readonly login: Login
  /**
   * Ends it, after what it holds, but no later than that.
   *
   * @param deadline  epoch milliseconds
   */
  close(deadline: number): Promise<void>
}

export interface HandleOptions {
  readonly kafka: KafkaSettings
  readonly settings: ProducerSettings
  /**
   * Hears what became of each record.
   *
   * @param code   0 when it is stored
   * @param entry  absent when nobody waits for it any more
   * @param under  how many of its partition's are under way still
   */
  readonly onReport: (code: number, report: DeliveryReport, entry: Entry | undefined, under: number) => void
}

/** Beyond its deadline a producer is left alone with its end: with a connection that hangs it may never come. */
const ENDING_MS = 500
/** What librdkafka says when a broker, or who makes tokens for it, refuses it; the code is the same for all trouble. */
const REFUSED = /authenticat|SASL/i
/** `host:port/id: what is wrong`, also with `sasl_ssl://` before it. */
const ABOUT_BROKER = /^(?:\w+:\/\/)?([^/\s]+:\d+)\/\w+: (.*)/

/**
 * Makes a producer and lets it find the brokers.
 *
 * @throws KafkaUnreachable  it has found none within the request time-out
 */
export function openHandle(librdkafka: Librdkafka, options: HandleOptions): Promise<Handle> {
  const { kafka, settings, onReport } = options
  const login = loginNow(kafka)
  const producer = new librdkafka.Producer(librdkafkaOptions(kafka, login, settings))
  const slots = createSlots()
  const flows = createFlows()
  producer.on('delivery-report', (error, report) => {
    const under = flows.reported(report.topic, report.partition)
    onReport(error ? error.code : 0, report, slots.free(report.opaque), under)
  })
  const trouble = (error: Error) => hear(error, kafka, login)
  // Without a listener an `error` would end the process: a token that could not be had is one.
  producer.on('error', trouble).on('event.error', trouble)
  producer.on('event.log', ({ message }) => trouble(new Error(message)))
  return new Promise((resolve, reject) => {
    producer.connect({ allTopics: false, timeout: kafka.requestTimeoutMs }, (error) => {
      if (error) {
        reject(new KafkaUnreachable('librdkafka finds no broker.', false, error))
        return
      }
      producer.setPollInBackground(true)
      resolve({ producer, slots, flows, login, close: (deadline) => end(producer, slots, deadline) })
    })
  })
}

/** Whether the login is still the one to use. */
export function isCurrent({ login }: Handle, kafka: KafkaSettings): boolean {
  return login === loginNow(kafka)
}

function loginNow(kafka: KafkaSettings): Login {
  return kafka.renewal?.current ?? kafka
}

function hear(error: Error, kafka: KafkaSettings, login: Login): void {
  // The login may be out of date: it is read again, and a new one taken when the next record comes.
  if (REFUSED.test(error.message)) void kafka.renewal?.renew(login).catch(() => {})
  const [, broker, reason = ''] = ABOUT_BROKER.exec(error.message.replace(/^\[thrd:[^\]]*\]: /, '')) ?? []
  if (broker) kafka.onConnectionFailed?.(broker, new Error(`librdkafka: ${reason}`))
}

async function end(producer: NativeProducer, slots: Slots, deadline: number): Promise<void> {
  const timeoutMs = slots.taken > 0 ? Math.max(0, deadline - Date.now()) : 0
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, timeoutMs + ENDING_MS)
    producer.disconnect(timeoutMs, () => {
      clearTimeout(timer)
      resolve()
    })
  })
  // No report will come of what it still held.
  slots.expire(Number.POSITIVE_INFINITY, unsure(CLOSED.message))
}

/** What a call of `produce` threw, as librdkafka's code; `undefined` when it isn't librdkafka's word. */
export function codeOf(error: unknown): number | undefined {
  const { code } = error as Partial<NativeError>
  return typeof code === 'number' ? code : undefined
}
