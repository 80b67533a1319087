import { deepEqual, equal, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { newFolder } from '../support/folder.ts'
import { createTopic } from '../support/kafka.ts'
import { httpApiEvent } from '../support/lambda-event.ts'
import { describeUnderClient } from '../support/lambda-runtime/client.ts'
import { type LambdaFunction, startFunction } from '../support/lambda-runtime/function.ts'
import { postedOf } from '../support/lambda-runtime/posted.ts'
import { streamedAnswer } from '../support/lambda-runtime/streamed.ts'

const BINARY2 = 'application/vnd.kafka.binary.v2+json'

/** Answers that no request of the product makes at will: one without an end, one that breaks off. */
const PROBE = `
import { writeResponse } from '${new URL('../../shared/lambda/stream.ts', import.meta.url)}'
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  let pulled = 0
  const body = new ReadableStream({
    pull(controller) {
      if (event.breaks && pulled++ === 2) throw new TypeError('The records broke off.')
      if (!event.breaks && pulled++ === 400) return controller.close()
      const piece = Buffer.alloc(65536)
      piece.writeDoubleBE(Date.now())
      controller.enqueue(piece)
    },
  }, { highWaterMark: 0 })
  await writeResponse(new Response(body), stream, awslambda)
})
`

describeUnderClient("streaming under AWS's own runtime client", () => {
  let lambda: LambdaFunction
  let probe: LambdaFunction
  before(async () => {
    const folder = join(newFolder('probe'), 'task')
    mkdirSync(folder)
    writeFileSync(join(folder, 'probe.mjs'), PROBE)
    lambda = await startFunction({ handler: 'stream.handler' })
    probe = await startFunction({ handler: 'probe.handler', folder })
  })
  after(async () => {
    await lambda.close()
    await probe.close()
  })

  test('a read of more than Lambda answers at once arrives whole', async () => {
    const topic = await createTopic()
    const value = Buffer.alloc(500_000, 7).toString('base64')
    for (let n = 0; n < 24; n += 6) {
      const body = JSON.stringify({ records: Array(6).fill({ value }) })
      const init = { method: 'POST', headers: { 'content-type': BINARY2 }, body }
      equal((await lambda.fetch(`/topics/${topic}`, init)).status, 200)
    }
    const path = `/topics/${topic}/partitions/0/records?offset=0`
    const posted = await lambda.invoke(
      await httpApiEvent(new Request(`https://api.example.test${path}`, { headers: { accept: BINARY2 } })),
    )
    const { prelude, body } = streamedAnswer(posted)
    equal(prelude.statusCode, 200)
    equal(prelude.headers['content-type'], BINARY2)
    ok(body.length > 12_000_000, `${body.length} bytes`)
    const records = JSON.parse(body.toString()) as { value: string }[]
    ok(records.length > 18 && records.every((record) => record.value === value))
    deepEqual({ ...posted.trailers }, {})
  })

  test('a v3 stream of any length is answered record by record', async () => {
    const topic = await createTopic()
    const clusters = (await (await lambda.fetch('/v3/clusters')).json()) as { data: { cluster_id: string }[] }
    const body = '{"value":{"type":"JSON","data":1}}'.repeat(20_000)
    const path = `/v3/clusters/${clusters.data[0]?.cluster_id}/topics/${topic}/records`
    const response = await lambda.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const offsets = (await response.text())
      .trimEnd()
      .split('\r\n')
      .map((line) => (JSON.parse(line) as { offset: number }).offset)
    deepEqual(
      offsets,
      Array.from({ length: 20_000 }, (_, n) => n),
    )
  })

  test('an answer without a body has its status, and errors are those of the contract', async () => {
    const response = await lambda.fetch('/nowhere')
    equal(response.status, 404)
    equal(((await response.json()) as { error_code: number }).error_code, 404)
    equal((await lambda.fetch('/topics', { method: 'OPTIONS' })).status, 200)
  })

  test('nothing is made that nobody takes: a reader that pauses stops the answer', async () => {
    let resumedAt = 0
    const read = async (request: IncomingMessage) => {
      const begunAt = Date.now()
      const chunks: Buffer[] = [await first(request)]
      request.pause()
      // Long enough for all 26 MB if nothing held them back.
      await delay(500)
      resumedAt = Date.now()
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).resume()
      await once(request, 'end')
      return postedOf(request, Buffer.concat(chunks), begunAt)
    }
    const { body } = streamedAnswer(await probe.invoke({}, { read }))
    equal(body.length, 400 * 65_536)
    const madeAt = Array.from({ length: 400 }, (_, n) => body.readDoubleBE(n * 65_536))
    const unasked = madeAt.filter((at) => at < resumedAt).length
    ok(unasked < 200, `${unasked} of 400 pieces were made while nobody read`)
  })

  test('an answer that breaks off ends with what went wrong, and the next request is served', async () => {
    const posted = await probe.invoke({ breaks: true })
    const type = posted.trailers['lambda-runtime-function-error-type']
    const body = posted.trailers['lambda-runtime-function-error-body'] ?? ''
    equal(type, 'TypeError')
    equal(JSON.parse(Buffer.from(body, 'base64').toString()).errorMessage, 'The records broke off.')
    equal(streamedAnswer(await probe.invoke({})).body.length, 400 * 65_536)
    equal(probe.started(), 1)
  })
})

async function first(request: IncomingMessage): Promise<Buffer> {
  const [chunk] = await once(request, 'data')
  return chunk as Buffer
}
