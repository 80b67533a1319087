import { createJwtVerifier } from '../../shared/auth/jwt.ts'
import { requestsPerSecond } from './measure/measurement.ts'
import { inRounds } from './measure/rounds.ts'
import { ratio, remarks, type Series } from './measure/series.ts'
import { unpaused } from './options.ts'
import { produceRequest } from './payload/http-request.ts'
import { jsonValue, recordsOf } from './payload/values.ts'
import { atLeast } from './report/floor.ts'
import { percent, short } from './report/format.ts'
import { RATES, ratesOf } from './report/rates.ts'
import type { Floor, Scenario } from './scenario.ts'
import type { Load, Stage } from './stage/stage.ts'
import { openTokens, type Tokens } from './subjects/tokens.ts'

const KINDS = [
  { records: 1, connections: 32 },
  { records: 100, connections: 8 },
]
const COLD_TOKENS = 1_000
const COLD_MS = 0.5

/** Limits that nobody reaches: what counting costs, not what waiting does. */
const LIMITS = {
  KAFKA_REST_RATE_LIMIT_ENABLE: 'true',
  KAFKA_REST_RATE_LIMIT_PERMITS_PER_SEC: '1000000000',
  KAFKA_REST_RATE_LIMIT_BYTES_PER_SEC: '1000000000000',
  KAFKA_REST_RATE_LIMIT_PER_PRINCIPAL_PERMITS_PER_SEC: '1000000000',
  KAFKA_REST_RATE_LIMIT_PER_PRINCIPAL_BYTES_PER_SEC: '1000000000000',
  KAFKA_REST_REQUESTS_CONCURRENT_MAX: '100000',
}

/** What it costs to know who is calling, and to count what they ask for: the same requests with and without. */
export const access: Scenario = {
  name: 'access',
  async run(stage, options, signal) {
    const tokens = await openTokens()
    try {
      const proxies = await startProxies(stage, tokens)
      const token = await tokens.of('somebody')
      const loadOf = ({ records, connections }: (typeof KINDS)[number]): Load => ({
        request: produceRequest(
          stage.topic,
          'json',
          { records: recordsOf(records, (index) => jsonValue(index, 100)) },
          // Everybody gets it, so that all requests have the same bytes.
          [`Authorization: Bearer ${token}`],
        ),
        connections,
        recordsPerRequest: records,
      })
      const warming = { settleMs: 0, durationMs: options.warmupMs / KINDS.length, pauseMs: 0 }
      for (const kind of KINDS) for (const measure of Object.values(proxies)) await measure(loadOf(kind), warming)

      const rows: string[][] = []
      const floors: Floor[] = []
      const measurements: Record<string, Series> = {}
      for (const kind of KINDS) {
        const name = `${kind.records} × 100 B, ${kind.connections} connections`
        const subjects = Object.entries(proxies).map(
          ([variant, measure]) => [variant, () => measure(loadOf(kind), unpaused(options))] as const,
        )
        const found = await inRounds(options, Object.fromEntries(subjects), signal)
        for (const [variant, series] of Object.entries(found)) {
          measurements[`${name}: ${variant}`] = series
          rows.push(row(`${name}, ${variant}`, series, found.open))
        }
        const share = (variant: string) => ratio(found[variant] ?? [], found.open, requestsPerSecond)
        floors.push(atLeast(`${name}: requests/s with tokens of those without`, 0.95, share('tokens')))
        floors.push(atLeast(`${name}: requests/s with limits of those without`, 0.98, share('limits')))
      }
      const cold = await coldVerification(tokens)
      floors.push({
        promise: `a token that has not been seen: ${COLD_MS} ms of CPU at most`,
        found: `${short(cold)} ms`,
        met: cold <= COLD_MS,
      })
      return { title: 'Tokens and limits', tables: [{ head: HEAD, rows }], floors, measurements }
    } finally {
      await tokens.close()
    }
  },
}

async function startProxies(stage: Stage, { settings }: Tokens): Promise<Record<string, Stage['proxy']>> {
  return {
    open: stage.proxy,
    tokens: (await stage.proxyWith('tokens', settings)).load,
    limits: (await stage.proxyWith('limits', LIMITS)).load,
    'tokens and limits': (await stage.proxyWith('tokens-limits', { ...settings, ...LIMITS })).load,
  }
}

/** CPU milliseconds to verify a token for the first time, its issuer's keys being known. */
async function coldVerification({ of, issuer, audience }: Tokens): Promise<number> {
  const tokens = await Promise.all(Array.from({ length: COLD_TOKENS }, (_, index) => of(`caller-${index}`)))
  const verifier = createJwtVerifier({ issuer: issuer.url, audience, algorithms: ['ES256'] })
  const deadline = Date.now() + 60_000
  const half = COLD_TOKENS / 2
  for (const token of tokens.slice(0, half)) await verifier.verify(token, deadline)
  const before = process.cpuUsage()
  for (const token of tokens.slice(half)) await verifier.verify(token, deadline)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / half
}

const HEAD = ['records, connections', ...RATES, 'of open', 'remarks']

function row(name: string, series: Series, open: Series | undefined): string[] {
  return [
    name,
    ...ratesOf(series),
    percent(ratio(series, open, requestsPerSecond)),
    remarks({ rounds: series }, requestsPerSecond),
  ]
}
