/**
 * `node first-request.mjs <handler> [watched]`: loads a Lambda handler, gives it a produce request whose body is no JSON, and
 * prints a line with how long loading took and, if watched, which files of its folder were read. Plain JavaScript: nothing else is to be
 * compiled in the process that is measured.
 */
import { registerHooks } from 'node:module'
import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

const [handlerPath, watched] = process.argv.slice(2)
const folder = pathToFileURL(dirname(handlerPath)).href
const files = []
if (watched) {
  registerHooks({
    load(url, context, nextLoad) {
      if (url.startsWith(folder)) files.push(basename(url))
      return nextLoad(url, context)
    },
  })
}

const startedAt = performance.now()
const { handler } = await import(pathToFileURL(handlerPath).href)
const importMs = performance.now() - startedAt

const answer = await handler(
  {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/topics/telemetry',
    rawQueryString: '',
    headers: { host: 'localhost', 'content-type': 'application/vnd.kafka.json.v2+json' },
    requestContext: { http: { method: 'POST', path: '/topics/telemetry', sourceIp: '127.0.0.1' }, requestId: 'first' },
    body: '{"records":',
    isBase64Encoded: false,
  },
  { awsRequestId: 'first', getRemainingTimeInMillis: () => 29_000 },
)
if (answer.statusCode !== 400 && answer.statusCode !== 422) throw new Error(`Answered ${JSON.stringify(answer)}`)
process.stdout.write(`\n${JSON.stringify({ files, importMs })}\n`, () => process.exit(0))
