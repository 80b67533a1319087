import type { Authenticator } from '../auth/authenticate.ts'
import type { Identity, Sender } from '../auth/verifier.ts'
import type { CallerSettings } from '../config/callers.ts'
import type { ConsumeParts, ConsumeSide } from '../consume/create-services.ts'
import type { Context } from '../context.ts'
import type { Answer } from '../http/answer.ts'
import { BrokerUnavailable } from '../http/errors/kafka.ts'
import { createKafkaClient } from '../kafka/client.ts'
import { createCoordinators } from '../kafka/groups/coordinator.ts'
import { callerLogin } from '../kafka/login/caller-login.ts'
import type { KafkaSettings, SaslSettings } from '../kafka/settings.ts'
import type { Producer } from '../produce/producer.ts'
import { createLeases } from './leases.ts'
import { createConfiguredProducer, type ProducerConfig } from './producer.ts'

/** A caller's own view of the process: all it does at Kafka is done in the caller's name. */
export interface CallerLease {
  readonly context: Context
  /** The answer to the caller's request, with whose end the view ends. */
  endWith(answer: Answer): Answer
  /** Ends it where there is no answer. */
  end(): void
}

/** Clients of Kafka in callers' names, some of them at a time; none is used for anybody else. */
export interface Callers {
  /**
   * @throws Forbidden          the caller has no login at Kafka
   * @throws BrokerUnavailable  too many others are being served
   */
  lease(identity: Identity, sender: Sender): CallerLease
  /** What all their producers hold. */
  readonly pending: Producer['pending']
  /** @param deadline  epoch milliseconds */
  close(deadline: number): Promise<void>
}

export interface CallersOptions {
  readonly settings: CallerSettings
  readonly kafka: KafkaSettings
  readonly producing: ProducerConfig
  readonly authenticator: Authenticator
  /** What consuming needs in whosever name. */
  readonly consume: () => Promise<ConsumeParts>
}

/** Longest wait for what a client that is closed has under way. */
const CLOSING_MS = 10_000

/** @param shared  everything that is the same for all callers */
export function createCallers(shared: () => Context, options: CallersOptions): Callers {
  const { settings, kafka: kafkaSettings, authenticator } = options
  const leases = createLeases<Own>({
    maxEntries: settings.maxClients,
    maxIdleMs: settings.maxIdleMs,
    close: (own, deadline = Date.now() + CLOSING_MS) => own.close(deadline),
  })
  const current = () => kafkaSettings.renewal?.current ?? kafkaSettings

  return {
    lease(identity, sender) {
      const login = callerLogin(identity.principal, authenticator.credentials(sender), current(), settings)
      const make = () => createOwn(shared(), withLogin(kafkaSettings, login.sasl), options)
      const lease = leases.take(login.key, make)
      if (!lease) throw new BrokerUnavailable({}, 'Too many callers are being served at the moment; try again.')
      return {
        context: lease.value.context,
        end: lease.end,
        endWith(answer) {
          if (answer.body instanceof ReadableStream) return { ...answer, body: followed(answer.body, lease.end) }
          lease.end()
          return answer
        },
      }
    },
    get pending() {
      const all = [...leases.values()].map(({ engine }) => engine.pending)
      return {
        records: all.reduce((sum, { records }) => sum + records, 0),
        bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      }
    },
    close: leases.close,
  }
}

interface Own {
  readonly context: Context
  readonly engine: Producer
  close(deadline: number): Promise<void>
}

function createOwn(shared: Context, settings: KafkaSettings, { producing, consume }: CallersOptions): Own {
  const kafka = createKafkaClient(settings)
  const engine = createConfiguredProducer(settings, producing)
  let consuming: Promise<ConsumeSide> | undefined
  return {
    engine,
    context: {
      ...shared,
      kafka,
      coordinators: createCoordinators(kafka),
      producer: shared.observed(engine),
      async consume() {
        consuming ??= consume().then((parts) => parts.side(settings))
        return (await consuming).services
      },
    },
    async close(deadline) {
      await engine.close(deadline)
      await (await consuming)?.close()
      await kafka.close()
    },
  }
}

/** The proxy's own secrets are of no use to a caller whose login is refused: they are not read again for it. */
function withLogin({ renewal, ...settings }: KafkaSettings, sasl: SaslSettings): KafkaSettings {
  const { tls } = renewal?.current ?? settings
  return { ...settings, ...(tls && { tls }), sasl }
}

/** The same stream; `onEnd` is called when it has ended, for whatever reason. */
function followed(stream: ReadableStream<Uint8Array>, onEnd: () => void): ReadableStream<Uint8Array> {
  const reader = stream.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        onEnd()
      },
      cancel(reason) {
        onEnd()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
