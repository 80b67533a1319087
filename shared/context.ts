import { type Authenticator, createAuthenticator } from './auth/authenticate.ts'
import { anonymous } from './auth/none.ts'
import type { Policy } from './auth/policy.ts'
import type { ConnectionVerifier, Identity } from './auth/verifier.ts'
import { type BufferPool, createBufferPool } from './buffer-pool.ts'
import type { Config } from './config/config.ts'
import type { Settings } from './config/load.ts'
import type { ConsumeParts } from './consume/create-services.ts'
import type { Table } from './consume/dynamodb/table.ts'
import type { Rendering } from './consume/render/rendering.ts'
import type { ConsumeServices } from './consume/services.ts'
import { type Callers, createCallers } from './context/callers.ts'
import { createFormats } from './context/formats.ts'
import { toldKafka } from './context/kafka.ts'
import { kafkaPasswords } from './context/kafka-passwords.ts'
import { createConfiguredLimits } from './context/limits.ts'
import { createConfiguredPolicy } from './context/policy.ts'
import { createConfiguredProducer } from './context/producer.ts'
import { createConfiguredRegistry } from './context/registry.ts'
import { createConfiguredTable } from './context/table.ts'
import { createVerifiers } from './context/verifiers.ts'
import type { Format } from './formats/format.ts'
import type { FormatName } from './formats/format-name.ts'
import { createRequestIds, type RequestIds } from './http/request-id.ts'
import { createResponseHeaders, type ResponseHeaders } from './http/response-headers.ts'
import { createKafkaClient, type KafkaClient } from './kafka/client.ts'
import { type Coordinators, createCoordinators } from './kafka/groups/coordinator.ts'
import type { Limits } from './limits/limits.ts'
import type { Producer } from './produce/producer.ts'
import { createRecordScanner, type RecordScanner } from './produce/scan/record-scanner.ts'
import type { Registry } from './registry/registry.ts'
import type { Call as RegistryCall } from './registry/transport.ts'
import { createRegistryProxy, type RegistryProxy } from './registry-proxy/registry-proxy.ts'
import { type Audit, createAudit } from './telemetry/audit.ts'
import type { Log } from './telemetry/log.ts'
import { measuredProducer } from './telemetry/measured-producer.ts'
import type { Metrics } from './telemetry/metrics.ts'
import { tracedProducer } from './telemetry/traced-producer.ts'

/** Looks whether something is there. @param deadline  epoch ms @throws Error  it is not */
export type Probe = (deadline: number) => Promise<unknown>

/** What one process owns, made once. Nothing here outlives the process or is needed by another. */
export interface Context {
  readonly settings: Settings
  readonly log: Log
  readonly metrics: Metrics
  readonly authenticator: Authenticator
  readonly policy: Policy
  readonly audit: Audit
  readonly requestIds: RequestIds
  readonly responseHeaders: ResponseHeaders
  /** Who calls where nobody is asked who they are. */
  readonly anonymous: Identity
  /** Kafka in callers' own names; `undefined` where all is done in the proxy's. */
  readonly callers: Callers | undefined
  /** For metadata and administration; the producer has connections of its own. */
  readonly kafka: KafkaClient
  /** For what is asked about consumer groups, over the connections of {@link kafka}. */
  readonly coordinators: Coordinators
  readonly producer: Producer
  /** The same producer, with what is counted of its records and, where the settings ask for it, said in them of their trace. */
  observed(producer: Producer): Producer
  readonly formats: Readonly<Record<FormatName, Format>>
  /** `undefined` when none is configured. */
  readonly registry: Registry | undefined
  /** The way to it for who needs its own words; likewise. */
  readonly registryCall: RegistryCall | undefined
  /** The registry for those who read from it through this proxy; `undefined` when it serves none. */
  readonly registryProxy: RegistryProxy | undefined
  /** Memory of answers with records. */
  readonly answerBuffers: BufferPool
  /** Memory of requests with records. */
  readonly bodyBuffers: BufferPool
  /** For large requests to produce. */
  readonly recordScanner: RecordScanner
  /** What records are shown with, loaded when it is first asked for. */
  rendering(): Promise<Rendering>
  /** What consuming needs, loaded and made when it is first asked for: who only produces does not pay for it. */
  consume(): Promise<ConsumeServices>
  /** Loads what is otherwise loaded when a request first needs it: for a process that stays. */
  load(): Promise<void>
  /** Whether DynamoDB answers until the deadline (epoch ms); `undefined` when consumer state is not kept there. */
  readonly storeProbe: Probe | undefined
  /** Of what an entry runs besides, by the name that `/health/ready` gives it. */
  readonly probes: Map<string, Probe>
  /** Of what callers may ask for; `undefined` when nothing is limited. */
  readonly limits: Limits | undefined
  /** Calls back when the process begins to stop. @returns forgets about it */
  onStop(listener: () => void): () => void
  /** Says that the process begins to stop: what would go on for long comes to its end. */
  announceStop(): void
  /** Whether the process has been told to stop: it serves what it has, and wants no more. */
  stopping(): boolean
  /** Finishes what is under way until the deadline (epoch ms), then ends every connection. */
  close(deadline: number): Promise<void>
}

/** What the entries give in besides the configuration. */
export interface Surroundings {
  readonly log: Log
  /** Made with a view on what the producer holds. */
  readonly createMetrics: (pending: () => Producer['pending']) => Metrics
  /** The trace of the request that is being served, as W3C's header says it. */
  readonly traceparent?: () => string | undefined
  /** Whether the process goes on between two requests; not so in an environment of Lambda. */
  readonly stays?: boolean
  /** Who is calling by the connection they come by; only where the process itself ends connections. */
  readonly connections?: readonly ConnectionVerifier[]
}

/** Of answers’ memory kept for the next ones: two of the largest that a read makes without being asked for less or more. */
const ANSWER_BUFFER_BYTES = 40 * 1024 * 1024
/** Of requests' memory kept for the next ones. */
const BODY_BUFFER_BYTES = 8 * 1024 * 1024

/** The only place that wires parts together. Opens no connection: each is made when it is first needed. */
export function createContext(
  {
    settings,
    kafka: configuredKafka,
    callers: callerSettings,
    producer: producerSettings,
    librdkafka,
    registry: registrySettings,
  }: Config,
  surroundings: Surroundings,
): Context {
  const kafkaSettings = toldKafka(configuredKafka, surroundings.log)
  const kafka = createKafkaClient(kafkaSettings)
  const producing = { producer: producerSettings, librdkafka }
  const engine = createConfiguredProducer(kafkaSettings, producing)
  const metrics = surroundings.createMetrics(() => together(engine.pending, callers?.pending))
  const { watchSchemaCache: watchCache } = metrics
  const { registry, call: registryCall } = createConfiguredRegistry(registrySettings, watchCache) ?? {}
  const formats = createFormats(registry, settings, watchCache)
  const verifiers = createVerifiers(settings, surroundings.log)
  let consuming: Promise<ConsumeParts> | undefined
  let showing: Promise<Rendering> | undefined
  let callers: Callers | undefined
  const stopListeners = new Set<() => void>()
  let announced = false
  let stopping = false

  function observed(producer: Producer): Producer {
    const { traceparent } = surroundings
    const traced = settings.traceHeaders && traceparent ? tracedProducer(producer, traceparent) : producer
    return measuredProducer(traced, metrics)
  }

  let table: Table | undefined
  function sharedTable(): Table {
    table ??= createConfiguredTable(settings, kafka, (operation) => metrics.countStoreCall(operation))
    return table
  }

  function rendering(): Promise<Rendering> {
    showing ??= import('./consume/render/rendering.ts').then(({ createRendering }) =>
      createRendering(registry, watchCache),
    )
    return showing
  }

  function consumeParts(): Promise<ConsumeParts> {
    consuming ??= import('./consume/create-services.ts').then(({ createConsumeParts }) =>
      createConsumeParts(settings, kafkaSettings, {
        onAutoCommitFailed: (group, error) =>
          surroundings.log.warn(
            { event: 'consumer.auto-commit-failed', group, err: error },
            'An automatic commit failed.',
          ),
        table: sharedTable,
        stays: surroundings.stays ?? false,
      }),
    )
    return consuming
  }

  const context: Context = {
    settings,
    log: surroundings.log,
    metrics,
    authenticator: createAuthenticator({
      ...verifiers,
      passwords: verifiers.passwords ?? kafkaPasswords(settings, kafkaSettings),
      connections: surroundings.connections ?? [],
    }),
    policy: createConfiguredPolicy(settings, kafka),
    audit: createAudit(surroundings.log, settings.auditLog),
    requestIds: createRequestIds(),
    responseHeaders: createResponseHeaders(settings),
    anonymous,
    get callers() {
      return callers
    },
    kafka,
    coordinators: createCoordinators(kafka),
    producer: observed(engine),
    observed,
    formats: formats.byName,
    registry,
    registryCall,
    registryProxy:
      registryCall && settings.registryProxy
        ? createRegistryProxy(registryCall, { timeoutMs: settings.registryTimeoutMs, watchCache })
        : undefined,
    answerBuffers: createBufferPool({ maxBytes: ANSWER_BUFFER_BYTES }),
    bodyBuffers: createBufferPool({ maxBytes: BODY_BUFFER_BYTES }),
    recordScanner: createRecordScanner(),
    rendering,
    consume: async () => (await consumeParts()).services,
    async load() {
      await Promise.all([formats.load(), rendering()])
    },
    storeProbe: settings.consumerStore === 'dynamodb' ? (deadline) => sharedTable().probe(deadline) : undefined,
    probes: new Map(),
    limits: createConfiguredLimits(settings, sharedTable, metrics, surroundings.log),
    onStop(listener) {
      stopListeners.add(listener)
      if (announced) queueMicrotask(listener)
      return () => stopListeners.delete(listener)
    },
    announceStop() {
      announced = true
      for (const listener of stopListeners) listener()
    },
    stopping: () => stopping,
    async close(deadline) {
      stopping = true
      verifiers.close()
      await Promise.all([engine.close(deadline), callers?.close(deadline)])
      await (await consuming)?.close()
      await table?.close()
      await kafka.close()
    },
  }
  if (callerSettings) {
    callers = createCallers(() => context, {
      settings: callerSettings,
      kafka: kafkaSettings,
      producing,
      authenticator: context.authenticator,
      consume: consumeParts,
    })
  }
  return context
}

function together(own: Producer['pending'], callers: Producer['pending'] = { records: 0, bytes: 0 }) {
  return { records: own.records + callers.records, bytes: own.bytes + callers.bytes }
}
