import { parseArgs } from 'node:util'
import { createPatience } from './measure/patience.ts'
import type { Repetition } from './measure/rounds.ts'
import { type PeerAddress, parsePeer } from './peer/address.ts'
import type { Timing } from './stage/stage.ts'

/** How much is measured, and what becomes of it. */
export interface Options extends Repetition {
  readonly quick: boolean
  /** The one scenario to run; all without. */
  readonly only?: string
  /** Whether a missed floor is a failure. */
  readonly check: boolean
  /** Whether the proxy leaves a CPU profile. */
  readonly profile: boolean
  /** Whether the tables go into docs/performance.md. */
  readonly page: boolean
  /** Of each process under load before anything is measured, milliseconds. */
  readonly warmupMs: number
  /** Under the load of a case before its window opens, milliseconds. */
  readonly settleMs: number
  /** Length of a window, milliseconds. */
  readonly durationMs: number
  /** Whether it is only looked for what costs much more than was committed, and the scenarios are left out. */
  readonly regression: boolean
  /** Whether what that finds becomes what is expected. */
  readonly accept: boolean
  /** Whether the matrix is measured in full, rather than along lines through its main cases. */
  readonly full: boolean
  /** Other REST proxies to measure beside ours, which reach the benchmark's broker. */
  readonly peers: readonly PeerAddress[]
  /** Where the broker listens; any free port without. */
  readonly brokerPort?: number
  /** How long memory is watched under a stream, milliseconds; 0 for not at all. */
  readonly soakMs: number
}

/** @throws Error  an option that there is not */
export function parseOptions(args: readonly string[], scenarios: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      check: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      page: { type: 'boolean', default: false },
      regression: { type: 'boolean', default: false },
      accept: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      peer: { type: 'string', multiple: true, default: [] },
      'broker-port': { type: 'string' },
      patience: { type: 'string' },
      soak: { type: 'string', default: '0' },
    },
  })
  const { quick, only, check, profile, page, regression, accept, full, patience = quick ? '0' : '2' } = values
  if (only !== undefined && !scenarios.includes(only)) {
    throw new Error(`There is no scenario ${only}; use one of: ${scenarios.join(', ')}.`)
  }
  const patienceMin = Number(patience)
  if (!(patienceMin >= 0)) throw new Error(`--patience takes minutes, not ${patience}.`)
  const soakMin = Number(values.soak)
  if (!(soakMin >= 0)) throw new Error(`--soak takes minutes, not ${values.soak}.`)
  const brokerPort = values['broker-port'] === undefined ? undefined : Number(values['broker-port'])
  if (brokerPort !== undefined && !(Number.isInteger(brokerPort) && brokerPort > 0 && brokerPort < 65_536)) {
    throw new Error(`--broker-port takes a port, not ${values['broker-port']}.`)
  }
  // The broker's compiler takes as long as ours until it is done with what it runs.
  const extent =
    quick && !page
      ? { rounds: 2, attempts: 1, warmupMs: 800, settleMs: 150, durationMs: 600 }
      : { rounds: 3, attempts: 3, warmupMs: 10_000, settleMs: 300, durationMs: 1_500 }
  return {
    quick,
    check,
    profile,
    page,
    regression,
    accept,
    full,
    peers: values.peer.map(parsePeer),
    ...(brokerPort !== undefined && { brokerPort }),
    soakMs: soakMin * 60_000,
    patience: createPatience(patienceMin * 60_000),
    ...(only !== undefined && { only }),
    ...extent,
  }
}

/** The timing of a window in which nobody pauses. */
export function unpaused({ settleMs, durationMs }: Options): Timing {
  return { settleMs, durationMs, pauseMs: 0 }
}
