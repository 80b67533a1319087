import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTopic, readTopic } from '../support/kafka.ts'
import { httpApiEvent } from '../support/lambda-event.ts'
import { describeUnderClient } from '../support/lambda-runtime/client.ts'
import { type LambdaFunction, startFunction } from '../support/lambda-runtime/function.ts'
import { albEvent, restApiEvent } from '../support/rest-api-event.ts'

const JSON2 = 'application/vnd.kafka.json.v2+json'
const BINARY2 = 'application/vnd.kafka.binary.v2+json'
const MB = 1024 * 1024

const SOURCES: Readonly<Record<string, (request: Request) => Promise<object>>> = {
  'HTTP APIs and function URLs': httpApiEvent,
  'REST APIs': restApiEvent,
  'load balancers': (request) => albEvent(request, false),
  'load balancers with lists': (request) => albEvent(request, true),
}

function produce(values: readonly unknown[], type = JSON2): RequestInit {
  const body = JSON.stringify({ records: values.map((value) => ({ value })) })
  return { method: 'POST', headers: { 'content-type': type }, body }
}

describeUnderClient("the zip under AWS's own runtime client", () => {
  let lambda: LambdaFunction
  before(async () => {
    lambda = await startFunction()
  })
  after(() => lambda.close())

  async function sent(path: string, init: RequestInit): Promise<Response> {
    const response = await lambda.fetch(path, init)
    equal(response.status, 200, await response.clone().text())
    return response
  }

  test('50 invocations one after the other, frozen after each: every record is stored once, in order', async () => {
    const topic = await createTopic()
    for (let n = 0; n < 50; n++) await sent(`/topics/${topic}`, produce([n]))
    const stored = await readTopic(topic, 50)
    deepEqual(
      stored.map(({ value }) => Number(value)),
      Array.from({ length: 50 }, (_, n) => n),
    )
    equal(lambda.started(), 1)
  })

  test('64 invocations at once in one process, as on Managed Instances: every record is stored once', async (t) => {
    const instances = await startFunction({
      concurrency: 64,
      shared: true,
      freezes: false,
      environment: { AWS_LAMBDA_MAX_CONCURRENCY: '64', AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' },
    })
    t.after(() => instances.close())
    const topic = await createTopic({ partitions: 3 })
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, n) => instances.fetch(`/topics/${topic}`, produce([n]))),
    )
    deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    const stored = (await readTopic(topic, 64)).map(({ value }) => Number(value))
    deepEqual(
      stored.sort((a, b) => a - b),
      Array.from({ length: 64 }, (_, n) => n),
    )
    equal(instances.started(), 1)
  })

  test('after 1,500 invocations it has about the memory that it had after 500', async () => {
    const topic = await createTopic()
    const value = 'x'.repeat(10_000)
    const [environment] = lambda.environments
    async function invokeOften(times: number): Promise<number> {
      for (let n = 0; n < times; n++) await sent(`/topics/${topic}`, produce([value]))
      return environment?.residentBytes() ?? 0
    }
    const first = await invokeOften(500)
    const last = await invokeOften(1000)
    ok(last < first + 24 * MB, `${Math.round(first / MB)} MB, then ${Math.round(last / MB)} MB`)
    equal(lambda.started(), 1)
  })

  test('a read is cut where Lambda would cut the answer, and the next one goes on there', async () => {
    const topic = await createTopic()
    // In JSON within JSON each of these is three characters.
    const value = '"'.repeat(20_000)
    for (let n = 0; n < 4; n++) await sent(`/topics/${topic}`, produce(Array(40).fill(value)))
    let offset = 0
    let reads = 0
    while (offset < 160) {
      reads++
      const path = `/topics/${topic}/partitions/0/records?offset=${offset}`
      const response = await sent(path, { headers: { accept: JSON2 } })
      const records = (await response.json()) as { offset: number; value: string }[]
      ok(records.length > 0)
      for (const record of records) {
        equal(record.offset, offset++)
        equal(record.value, value)
      }
    }
    ok(reads >= 3, `${reads} reads`)
  })

  test('a record that no answer has room for is refused with 413 and stays where it is; a seek goes past it', async () => {
    const topic = await createTopic({ configs: { 'max.message.bytes': '8000000' } })
    const own = await startFunction({ environment: { KAFKA_REST_PRODUCER_MAX_REQUEST_SIZE: '8000000' } })
    try {
      const large = Buffer.alloc(2_600_000, 1).toString('base64')
      for (const value of [Buffer.from('a').toString('base64'), large, Buffer.from('b').toString('base64')]) {
        const response = await own.fetch(`/topics/${topic}`, produce([value], BINARY2))
        equal(response.status, 200, await response.text())
      }
      const read = async (offset: number) => {
        const path = `/topics/${topic}/partitions/0/records?offset=${offset}`
        return own.fetch(path, { headers: { accept: BINARY2 } })
      }
      equal(((await (await read(0)).json()) as unknown[]).length, 1)
      for (let n = 0; n < 2; n++) {
        const refused = await read(1)
        equal(refused.status, 413)
        match(await refused.text(), /offset 1 of partition 0 .* Seek past it/)
      }
      equal(((await (await read(2)).json()) as unknown[]).length, 1)
    } finally {
      await own.close()
    }
  })

  test('a v3 stream stores no record that its answer has no room for, and says so of the first', async () => {
    const topic = await createTopic()
    const [cluster] = ((await (await sent('/v3/clusters', {})).json()) as { data: { cluster_id: string }[] }).data
    const body = '{"value":{"type":"JSON","data":1}}'.repeat(20_000)
    const path = `/v3/clusters/${cluster?.cluster_id}/topics/${topic}/records`
    const response = await sent(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const lines = (await response.text()).trimEnd().split('\r\n')
    const codes = lines.map((line) => (JSON.parse(line) as { error_code: number }).error_code)
    const taken = codes.indexOf(413)
    ok(taken > 1000 && taken < 20_000, `${taken} records`)
    ok(codes.slice(0, taken).every((code) => code === 200))
    ok(codes.slice(taken).every((code) => code === 413))
    equal((await readTopic(topic, taken)).length, taken)
  })

  test('more records than an answer has room for are refused before any is stored', async () => {
    const topic = await createTopic()
    const response = await lambda.fetch(`/topics/${topic}`, produce(Array(50_001).fill(1)))
    equal(response.status, 413)
    equal(
      ((await (await sent(`/topics/${topic}/partitions/0/offsets`, {})).json()) as { end_offset: number }).end_offset,
      0,
    )
  })

  test('an event that is no HTTP request is answered 400, and the next request is served', async () => {
    for (const event of [{}, { Records: [] }, { rawPath: '/topics', requestContext: {} }, { version: '2.0' }]) {
      const posted = await lambda.invoke(event)
      equal(posted.failed, false)
      equal(JSON.parse(posted.body.toString()).statusCode, 400)
    }
    equal((await lambda.fetch('/topics')).status, 200)
  })

  for (const [source, eventOf] of Object.entries(SOURCES)) {
    test(`events of ${source}: each version of the API is asked and answers`, async () => {
      const topic = await createTopic()
      const ask = async (path: string, init: RequestInit = {}) => {
        const posted = await lambda.invoke(await eventOf(new Request(`https://proxy.test${path}`, init)))
        equal(posted.failed, false)
        const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = JSON.parse(posted.body.toString())
        equal(isBase64Encoded, false)
        equal(statusCode, 200, body)
        return { type: headers?.['content-type'] ?? multiValueHeaders?.['content-type'][0], body: JSON.parse(body) }
      }
      const produced = await ask(`/topics/${topic}`, produce(['ü', { n: 1 }]))
      equal(produced.type, 'application/vnd.kafka.v2+json')
      deepEqual(
        produced.body.offsets.map(({ offset }: { offset: number }) => offset),
        [0, 1],
      )
      const accept = (type: string): RequestInit => ({ headers: { accept: type } })
      const read = await ask(`/topics/${topic}/partitions/0/records?offset=0`, accept(JSON2))
      deepEqual(
        read.body.map(({ value }: { value: unknown }) => value),
        ['ü', { n: 1 }],
      )
      const v1 = 'application/vnd.kafka.json.v1+json'
      const old = await ask(`/topics/${topic}/partitions/0/messages?offset=1&count=1`, accept(v1))
      equal(old.type, v1)
      deepEqual(
        old.body.map(({ value }: { value: unknown }) => value),
        [{ n: 1 }],
      )
      const { cluster_id: cluster } = (await ask('/v3/clusters')).body.data[0]
      const record = { value: { type: 'JSON', data: 2 } }
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(record) }
      equal((await ask(`/v3/clusters/${cluster}/topics/${topic}/records`, init)).body.offset, 2)
    })
  }

  test("a stage of an HTTP API is no part of the path, but of links where the client's URL has it", async () => {
    for (const [host, prefix] of [
      ['abc.execute-api.us-east-1.amazonaws.com', '/live'],
      ['kafka.example.org', ''],
    ] as const) {
      const event = (await httpApiEvent(new Request(`https://${host}/live/v3/clusters`))) as {
        requestContext: { stage: string }
      }
      event.requestContext.stage = 'live'
      const { statusCode, body } = JSON.parse((await lambda.invoke(event)).body.toString())
      equal(statusCode, 200, body)
      equal(JSON.parse(body).metadata.self, `https://${host}${prefix}/v3/clusters`)
    }
  })
})
