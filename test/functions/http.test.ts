import { deepEqual, equal } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTopic, readTopic } from '../support/kafka.ts'
import { httpApiEvent, responseOf } from '../support/lambda-event.ts'
import { type LoadedHandler, loadHandler } from '../support/load-handler.ts'
import { albEvent, restApiEvent } from '../support/rest-api-event.ts'

type Json = { readonly [name: string]: unknown; readonly metadata: { readonly self: string } }

const kinds: Record<string, (request: Request) => Promise<object>> = {
  'HTTP API and function URL events (2.0)': httpApiEvent,
  'REST API events (1.0)': restApiEvent,
  'ALB events with single headers': (request) => albEvent(request, false),
  'ALB events with lists of headers': (request) => albEvent(request, true),
}

describe('the Lambda handler', () => {
  let lambda: LoadedHandler
  before(async () => {
    lambda = await loadHandler()
  })
  after(() => lambda.close())

  for (const [kind, eventOf] of Object.entries(kinds)) {
    async function send(
      path: string,
      init?: RequestInit,
    ): Promise<{ response: Response; raw: Record<string, unknown> }> {
      const raw = await lambda.invoke(await eventOf(new Request(`https://api.example.test${path}`, init)))
      return { raw, response: responseOf({ ...raw, headers: headersOf(raw) }) }
    }

    test(`${kind}: produces, and answers with what Kafka says`, async () => {
      const topic = await createTopic()
      const { response, raw } = await send(`/topics/${topic}`, {
        method: 'POST',
        headers: { 'content-type': 'application/vnd.kafka.json.v2+json' },
        body: JSON.stringify({ records: [{ key: 'ä', value: { n: 1 } }] }),
      })
      equal(response.status, 200)
      equal(raw.isBase64Encoded, false)
      deepEqual(((await response.json()) as Json).offsets, [{ partition: 0, offset: 0, error_code: null, error: null }])
      const [stored] = await readTopic(topic, 1)
      equal(String(stored?.key), '"ä"')
    })

    test(`${kind}: links lead back to where the request came in`, async () => {
      const { response } = await send('/v3/clusters')
      const { metadata } = (await response.json()) as Json
      // A REST API's stage is part of the URL that its clients know.
      const stage = kind.startsWith('REST') ? '/prod' : ''
      equal(metadata.self, `https://api.example.test${stage}/v3/clusters`)
    })

    test(`${kind}: a compressed answer survives the event's text form`, async () => {
      const { response, raw } = await send('/openapi.json', { headers: { 'accept-encoding': 'gzip' } })
      equal(raw.isBase64Encoded, true)
      equal(response.headers.get('content-encoding'), 'gzip')
      const text = await new Response(response.body?.pipeThrough(new DecompressionStream('gzip'))).text()
      equal(JSON.parse(text).openapi, '3.1.0')
    })

    test(`${kind}: an unknown path is answered as everywhere`, async () => {
      const { response } = await send('/nowhere')
      equal(response.status, 404)
      equal(((await response.json()) as Json).error_code, 404)
    })
  }
})

/** A result's headers, whether they come singly or in lists. */
function headersOf(raw: Record<string, unknown>): Record<string, string> {
  const lists = (raw.multiValueHeaders ?? {}) as Record<string, string[]>
  const single = (raw.headers ?? {}) as Record<string, string>
  return { ...Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.join(', ')])), ...single }
}
