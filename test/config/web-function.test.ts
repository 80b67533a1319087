import { deepEqual, equal, match, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../shared/config/config.ts'
import { ConfigurationError } from '../../shared/config/load.ts'

const base = { KAFKA_REST_BOOTSTRAP_SERVERS: 'localhost:9092', KAFKA_REST_AUTH_NONE: 'true' }
const aws = { ...base, AWS_LAMBDA_HTTP_ENDPOINT: '0.0.0.0:3000' }

test('a Web Function listens where AWS says, whatever else is configured', () => {
  const { listeners, webFunction } = loadConfig({ ...aws, KAFKA_REST_LISTENERS: 'http://127.0.0.1:8082' })
  equal(webFunction, true)
  deepEqual(
    listeners.map(({ host, port, secure }) => ({ host, port, secure })),
    [{ host: '0.0.0.0', port: 3000, secure: false }],
  )
  equal(loadConfig(base).webFunction, false)
})

test('a Web Function holds a stream’s answers while the platform hands the rest of it on', () => {
  const { streamOpenBytes, answerTimeoutMs } = loadConfig(aws).settings
  deepEqual([streamOpenBytes, answerTimeoutMs], [33_554_432, 900_000])
  const own = { ...aws, KAFKA_REST_STREAMING_OPEN_MAX_BYTES: '2048', KAFKA_REST_ANSWER_TIMEOUT_MS: '5000' }
  const { settings } = loadConfig(own)
  deepEqual([settings.streamOpenBytes, settings.answerTimeoutMs], [2048, 5000])
})

test('a Web Function has stopped within a second of SIGTERM, sooner if it is told so', () => {
  const { shutdownTimeoutMs, streamGraceMs } = loadConfig({
    ...aws,
    KAFKA_REST_SHUTDOWN_GRACEFUL_MS: '9000',
    KAFKA_REST_STREAMING_CONNECTION_MAX_DURATION_GRACE_PERIOD_MS: '500',
  }).settings
  deepEqual([shutdownTimeoutMs, streamGraceMs], [700, 200])
  equal(loadConfig({ ...aws, KAFKA_REST_SHUTDOWN_GRACEFUL_MS: '100' }).settings.shutdownTimeoutMs, 100)
})

test('a Web Function is reachable by everybody, on whatever address it listens', () => {
  const { KAFKA_REST_AUTH_NONE: _, ...open } = { ...aws, AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:3000' }
  throws(() => loadConfig(open), ConfigurationError)
})

test('what is no number, or no endpoint, is a problem as elsewhere', () => {
  throws(
    () => loadConfig({ ...aws, AWS_LAMBDA_HTTP_ENDPOINT: 'nowhere:at:all', KAFKA_REST_SHUTDOWN_GRACEFUL_MS: 'soon' }),
    (error) => {
      match(String(error), /KAFKA_REST_LISTENERS/)
      match(String(error), /KAFKA_REST_SHUTDOWN_GRACEFUL_MS/)
      return true
    },
  )
})
