import { KafkaUnreachable } from '../../error.ts'
import type { KafkaSettings } from '../../settings.ts'
import type { TopicCache } from '../../topic-cache.ts'
import type { Entry } from '../call.ts'
import { bufferFull, CLOSED, notSent, UNREACHABLE, unsure } from '../failures.ts'
import type { Sender } from '../sender.ts'
import type { ProducerSettings } from '../settings.ts'
import { batchFault, fateOf, isStale, refusalOf } from './fate.ts'
import { codeOf, type Handle, isCurrent, openHandle } from './handle.ts'
import { nativeHeaders } from './headers.ts'
import { createNarrows, type Submitted } from './narrows.ts'
import type { DeliveryReport, Librdkafka } from './native.ts'
import { createParking } from './parking.ts'
import { faultOf } from './unsendable.ts'

/** How often deadlines are looked at while anything is under way. */
const SWEEP_MS = 50
const LATE = unsure('the partition leader has not answered yet.')
const NOT_SENT = notSent('the partition leader has not answered yet.')
const NOT_YET = notSent('librdkafka does not know the partition yet.')

/**
 * Gives records to librdkafka, each for the partition that has been chosen, and its reports to whoever waits for them.
 *
 * There is one time limit for all that librdkafka holds, and nothing it holds can be taken back: a caller whose deadline
 * comes first is told that the record may be stored, and its later report is nobody's any more.
 */
export function createLibrdkafkaSender(
  librdkafka: Librdkafka,
  kafka: KafkaSettings,
  topics: TopicCache,
  settings: ProducerSettings,
): Sender {
  let handle: Handle | undefined
  /** With those that hold records still, and take no more. */
  const handles = new Set<Handle>()
  let opening: Promise<Handle> | undefined
  let nextDeadline = Number.POSITIVE_INFINITY
  let sweeping: NodeJS.Timeout | undefined
  let closed = false
  const parking = createParking({
    kafka,
    maxBlockMs: settings.maxBlockMs,
    producer: () => handle?.producer,
    submit: (topic, partition, entry) => submit(topic, partition, entry) !== 'stale',
    load: (topic) => topics.load(topic, Date.now() + kafka.requestTimeoutMs),
  })

  const narrows = createNarrows(settings.batchBytes, (topic, partition, entry) => {
    const submitted = submit(topic, partition, entry)
    if (submitted === 'stale') parking.add(topic, partition, entry)
    return submitted
  })

  /** Another producer takes the place of one whose login is out of date, after what that one holds: order is kept. */
  async function open(): Promise<Handle> {
    await retire(Date.now() + kafka.requestTimeoutMs)
    const opened = await openHandle(librdkafka, { kafka, settings, onReport })
    if (closed) {
      void opened.close(0)
      throw new KafkaUnreachable('The producer is closed.', false)
    }
    handle = opened
    handles.add(opened)
    narrows.restart()
    return opened
  }

  async function retire(deadline: number): Promise<void> {
    const retired = handle
    if (!retired) return
    handle = undefined
    await retired.close(deadline)
    handles.delete(retired)
  }

  function onReport(code: number, report: DeliveryReport, entry: Entry | undefined, under: number): void {
    const { topic, partition } = report
    const fault = batchFault(code)
    if (code === 0) parking.found(topic)
    if (entry) {
      if (isStale(code)) parking.add(topic, partition, entry)
      else if (!fault || !narrows.takeBack(topic, partition, entry, under, fault === 'too large')) {
        entry.call.settle(entry, fateOf(code, report))
      }
    }
    narrows.reported(topic, partition, under)
  }

  /** Gives a record to librdkafka, unless that cannot be; `stale` leaves it to the caller. */
  function submit(topic: string, partition: number, entry: Entry): Submitted {
    const { key, value, timestamp, headers } = entry.record
    if (!handle) {
      entry.call.settle(entry, UNREACHABLE)
      return 'settled'
    }
    const { producer, slots, flows } = handle
    const slot = slots.take(entry)
    try {
      producer.produce(topic, partition, value, key, timestamp, slot, headers && nativeHeaders(headers))
      flows.sent(topic, partition)
      return 'sent'
    } catch (error) {
      slots.free(slot)
      const refusal = refusalOf(codeOf(error))
      if (refusal.kind === 'stale') return 'stale'
      if (refusal.kind === 'full') entry.call.settle(entry, bufferFull(settings.bufferBytes))
      else if (refusal.kind === 'dead') {
        void retire(Date.now() + kafka.requestTimeoutMs)
        entry.call.settle(entry, UNREACHABLE)
      } else {
        if (refusal.stale) parking.refresh(topic)
        entry.call.settle(entry, refusal.failure)
      }
      return 'settled'
    }
  }

  function sweep(): void {
    const now = Date.now()
    if (now >= nextDeadline) {
      nextDeadline = Math.min(parking.expire(now, NOT_YET), narrows.expire(now, NOT_SENT))
      for (const { slots } of handles) nextDeadline = Math.min(nextDeadline, slots.expire(now, LATE))
    }
    if (parking.occupied || [...handles].some(({ slots }) => slots.taken > 0)) return
    clearInterval(sweeping)
    sweeping = undefined
  }

  return {
    get ready() {
      return handle !== undefined && isCurrent(handle, kafka)
    },
    prepare() {
      if (handle && isCurrent(handle, kafka)) return Promise.resolve(handle)
      opening ??= open().finally(() => {
        opening = undefined
      })
      return opening
    },
    push(topic, partition, entry) {
      const fault = faultOf(entry.record)
      if (fault) {
        entry.call.settle(entry, fault)
        return
      }
      nextDeadline = Math.min(nextDeadline, entry.call.deadline)
      sweeping ??= setInterval(sweep, SWEEP_MS)
      if (parking.has(topic)) parking.add(topic, partition, entry)
      else if (narrows.has(topic, partition)) narrows.add(topic, partition, entry)
      else if (submit(topic, partition, entry) === 'stale') parking.add(topic, partition, entry)
    },
    isStuck: (topic, partition) => handle?.flows.isStuck(topic, partition) ?? false,
    async close(deadline) {
      closed = true
      clearInterval(sweeping)
      parking.expire(Number.POSITIVE_INFINITY, CLOSED)
      narrows.expire(Number.POSITIVE_INFINITY, CLOSED)
      for (const { slots } of handles) slots.expire(Number.POSITIVE_INFINITY, unsure(CLOSED.message))
      await retire(deadline)
    },
  }
}
