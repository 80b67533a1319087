import { boolean, integer } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

const DAY_MS = 86_400_000

/** Limits of version 3’s produce requests and streams. */
export const V3_PRODUCE_SETTINGS = {
  produceMaxBytes: setting(
    'api.v3.produce.request.size.limit.max.bytes',
    integer(0, 1_073_741_824),
    '0',
    'Largest record of a v3 stream in bytes of JSON; 0 for `request.max.bytes`.',
  ),
  produceMaxEntries: setting(
    'api.v3.produce.batch.maximum.entries',
    integer(1, 50),
    '10',
    'Most records in one v3 `records:batch`.',
  ),
  produceRateLimit: setting(
    'api.v3.produce.rate.limit.enabled',
    boolean,
    'false',
    'Whether v3 produce is limited, each process by itself; records beyond are answered 429.',
  ),
  produceRecordsPerSecond: setting(
    'api.v3.produce.rate.limit.max.requests.global.per.sec',
    integer(1),
    '10000',
    'Most records per second then.',
  ),
  produceBytesPerSecond: setting(
    'api.v3.produce.rate.limit.max.bytes.global.per.sec',
    integer(1),
    '10000000',
    'Most bytes of JSON per second then.',
  ),
  streamOpenBytes: setting(
    'streaming.open.max.bytes',
    integer(1024, 1_073_741_824),
    '1048576',
    'Bytes of records of a v3 stream whose answers its client has not taken; beyond it no more are read until it does.',
  ),
  streamMaxMs: setting(
    'streaming.connection.max.duration.ms',
    integer(1, DAY_MS),
    '86400000',
    'A v3 stream of records that has been open for longer is closed.',
  ),
  streamGraceMs: setting(
    'streaming.connection.max.duration.grace.period.ms',
    integer(0, 60_000),
    '500',
    'How long its further records are answered with an error before that.',
  ),
} as const satisfies Record<string, Setting<unknown>>
