/**
 * Whether the server in this container serves requests: ends with 0 when it does, with 1 when not. Images without a shell have
 * no other program that could ask.
 */
import { get } from 'node:http'
import { get as getSecurely, type RequestOptions } from 'node:https'

/** Less than a container's runtime waits for it. */
const TIMEOUT_MS = 2000

const [listener = ''] = (process.env.KAFKA_REST_LISTENERS ?? 'http://0.0.0.0:8082').split(',')
const url = new URL('/health/live', listener.trim())
if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1'
if (url.hostname === '[::]') url.hostname = '[::1]'

// Its certificate is made out to the name that others know it by.
const options: RequestOptions = { rejectUnauthorized: false, timeout: TIMEOUT_MS }
const request = (url.protocol === 'https:' ? getSecurely : get)(url, options, ({ statusCode }) =>
  end(statusCode === 200),
)
request.on('timeout', () => end(false))
request.on('error', () => end(false))

function end(isWell: boolean): void {
  process.exit(isWell ? 0 : 1)
}
