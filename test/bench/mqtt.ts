import { join } from 'node:path'
import { stateFolder } from '../../infra/local/folders.ts'
import { recordsPerSecond } from './measure/measurement.ts'
import { inRounds, type Measure } from './measure/rounds.ts'
import { apart, ratio, remarks, type Series, typical } from './measure/series.ts'
import { idleTable, measureIdle } from './mqtt/idle.ts'
import type { Publishing } from './mqtt/order.ts'
import { type MqttSubjects, startMqttSubjects } from './mqtt/subjects.ts'
import { type Options, unpaused } from './options.ts'
import { atMost } from './report/at-most.ts'
import { figures } from './report/figures.ts'
import { percent, short, times } from './report/format.ts'
import { promised } from './report/promised.ts'
import type { Scenario, Table } from './scenario.ts'
import type { Calls, Stage, Timing } from './stage/stage.ts'

const BYTES = 100
const WINDOW = 20
const CONNECTIONS = [1, 100, 1000]
const QUALITIES = [0, 1, 2] as const
/** What is promised is promised of these. */
const MAIN = { connections: 100, qos: 1 } as const
const IDLE_CONNECTIONS = 5_000
const MOST_IDLE_KB = 20

/** What was found of as many connections, by subject: `proxy 1` is the proxy at QoS 1. */
interface Group {
  readonly connections: number
  readonly found: Readonly<Record<string, Series>>
}

/** Publishing over MQTT, beside the engine alone with as many records on their way, and Mosquitto, which keeps none. */
export const mqtt: Scenario = {
  name: 'mqtt',
  async run(stage, options, signal) {
    const subjects = await startMqttSubjects(stage, join(stateFolder, 'bench', 'stage', 'mosquitto'), signal)
    const groups: Group[] = []
    try {
      const counts = options.quick ? [MAIN.connections] : CONNECTIONS
      await warm(stage, subjects, counts, options, signal)
      const timing = unpaused(options)
      for (const connections of counts) {
        groups.push({
          connections,
          found: await inRounds(options, measures(stage, subjects, connections, timing), signal),
        })
      }
    } finally {
      await subjects.close()
    }
    const idle = await measureIdle(stage, IDLE_CONNECTIONS)
    const main = groups.find(({ connections }) => connections === MAIN.connections)
    const [proxy = [], engine] = [main?.found[`proxy ${MAIN.qos}`], main?.found.engine]
    const { floors, bars } = promised([
      {
        name: `MQTT QoS ${MAIN.qos}, ${MAIN.connections} publishers, ${WINDOW} × ${BYTES} B on their way`,
        figure: `${short(typical(proxy, recordsPerSecond))} messages/s`,
        baseline: 'the engine alone',
        target: 0.5,
        ratio: ratio(proxy, engine, recordsPerSecond),
      },
    ])
    return {
      title: 'MQTT',
      tables: [proxyTable(groups), comparedTable(groups), idleTable(idle)],
      floors: [...floors, atMost('resident memory of an idle MQTT connection', MOST_IDLE_KB, ' kB', idle.rss / 1000)],
      bars,
      measurements: Object.fromEntries(
        groups.flatMap(({ connections, found }) =>
          Object.entries(found).map(([name, series]) => [`${connections} connections: ${name}`, series]),
        ),
      ),
    }
  },
}

function measures(
  stage: Stage,
  { proxy, mosquitto }: MqttSubjects,
  connections: number,
  timing: Timing,
): Record<string, Measure> {
  const kind = (qos: Publishing['qos']): Publishing => ({ qos, connections, window: WINDOW, bytes: BYTES })
  const calls: Calls = { callers: connections, recordsPerRequest: WINDOW, bytes: BYTES }
  return {
    ...Object.fromEntries(QUALITIES.map((qos) => [`proxy ${qos}`, () => proxy(kind(qos), timing)])),
    engine: () => stage.engine(calls, timing),
    ...(mosquitto &&
      Object.fromEntries(QUALITIES.map((qos) => [`mosquitto ${qos}`, () => mosquitto(kind(qos), timing)]))),
  }
}

async function warm(
  stage: Stage,
  subjects: MqttSubjects,
  counts: readonly number[],
  { warmupMs }: Options,
  signal: AbortSignal,
): Promise<void> {
  const kinds = counts.length * QUALITIES.length
  for (const connections of counts) {
    const timing = { settleMs: 0, durationMs: warmupMs / kinds, pauseMs: 0 }
    for (const [name, measure] of Object.entries(measures(stage, subjects, connections, timing))) {
      signal.throwIfAborted()
      // It has been compiled long since.
      if (!name.startsWith('mosquitto')) await measure()
    }
  }
}

function proxyTable(groups: readonly Group[]): Table {
  return {
    head: [
      ...[`publishers, QoS; ${WINDOW} × ${BYTES} B on their way`, 'messages/s', 'p50 ms', 'p99 ms', 'CPU µs/message'],
      ...['spread', 'RSS MB', 'of engine', 'of Mosquitto', 'remarks'],
    ],
    rows: eachKind(groups, (name, { found }, qos) => {
      const [proxy = [], engine, mosquitto] = [found[`proxy ${qos}`], found.engine, found[`mosquitto ${qos}`]]
      return [
        name,
        ...figures(proxy),
        times(apart(proxy, recordsPerSecond)),
        short(typical(proxy, ({ peakRssBytes }) => peakRssBytes && peakRssBytes / 1e6)),
        percent(ratio(proxy, engine, recordsPerSecond)),
        percent(ratio(proxy, mosquitto, recordsPerSecond)),
        remarks({ proxy, engine, mosquitto }, recordsPerSecond),
      ]
    }),
  }
}

function comparedTable(groups: readonly Group[]): Table {
  const delays = ['p50 ms', 'p99 ms', 'CPU µs/message']
  return {
    head: ['publishers, QoS', 'Mosquitto: messages/s', ...delays, 'engine: records/s', ...delays],
    rows: eachKind(groups, (name, { found }, qos) => [
      name,
      ...figures(found[`mosquitto ${qos}`] ?? []),
      ...figures(found.engine ?? []),
    ]),
  }
}

function eachKind(groups: readonly Group[], row: (name: string, group: Group, qos: number) => string[]): string[][] {
  return groups.flatMap((group) => QUALITIES.map((qos) => row(`${group.connections}, QoS ${qos}`, group, qos)))
}
