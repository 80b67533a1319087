import { deepEqual, equal, match } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const own = '00-11111111111111111111111111111111-2222222222222222-00'

describe('with produce.trace.headers', () => {
  let proxy: ProxyProcess
  before(async () => {
    proxy = await startProxy({ KAFKA_REST_PRODUCE_TRACE_HEADERS: 'true', KAFKA_REST_REQUEST_LOG: 'all' })
  })
  after(() => proxy.stop())

  async function post(path: string, type: string, body: object | string, headers: Record<string, string>) {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const init = { method: 'POST', headers: { 'content-type': type, ...headers }, body: text }
    const response = await fetch(proxy.url + path, init)
    equal(response.status, 200, await response.text())
  }

  /** The records' headers, by their values. */
  async function headersIn(topic: string, count: number): Promise<Record<string, unknown>> {
    const records = await readTopic(topic, count)
    return Object.fromEntries(
      records.map(({ value, headers }) => [
        String(value),
        [...headers].map(([name, each]) => [String(name), String(each)]),
      ]),
    )
  }

  test('records of v2 have the trace of their request, and keep one of their own', async () => {
    const topic = await createTopic()
    const type = 'application/vnd.kafka.json.v2+json'
    const header = { name: 'TraceParent', value: Buffer.from(own).toString('base64') }
    await post(`/topics/${topic}`, type, { records: [{ value: 1 }, { value: 2, headers: [header] }] }, { traceparent })
    await post(`/topics/${topic}`, type, { records: [{ value: 3 }] }, {})
    deepEqual(await headersIn(topic, 3), {
      1: [['traceparent', traceparent]],
      2: [['TraceParent', own]],
      3: [],
    })
  })

  test('so have those of a stream of v3, all of them', async () => {
    const topic = await createTopic()
    const { data } = (await (await fetch(`${proxy.url}/v3/clusters`)).json()) as { data: { cluster_id: string }[] }
    const values = Array.from({ length: 50 }, (_, i) => i)
    const stream = values.map((value) => JSON.stringify({ value: { type: 'JSON', data: value } })).join('\n')
    const xray = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
    const path = `/v3/clusters/${data[0]?.cluster_id}/topics/${topic}/records`
    await post(path, 'application/json', stream, { 'x-amzn-trace-id': xray })
    const said = '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01'
    deepEqual(await headersIn(topic, 50), Object.fromEntries(values.map((value) => [value, [['traceparent', said]]])))
  })

  test('lines of the log about a request say its trace', async () => {
    await fetch(`${proxy.url}/topics`, { headers: { traceparent, 'x-request-id': 'the-one' } })
    const line = proxy.log.find((each) => each.includes('"the-one"')) ?? ''
    match(line, /"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331"/)
  })
})

test('without it, nothing is put into records', async () => {
  const proxy = await startProxy()
  const topic = await createTopic()
  const headers = { 'content-type': 'application/vnd.kafka.json.v2+json', traceparent }
  const body = JSON.stringify({ records: [{ value: 1 }] })
  equal((await fetch(`${proxy.url}/topics/${topic}`, { method: 'POST', headers, body })).status, 200)
  const [record] = await readTopic(topic, 1)
  equal([...(record?.headers ?? [])].length, 0)
  equal(await proxy.stop(), 0)
})
