import { deepEqual, equal, ok } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { avro2, binary2, type Call, type Case, type Facts, get, json2, post, refused, send } from './case.ts'
import {
  assigned,
  consumer,
  hasRead,
  produced,
  type ReadRecord,
  readAll,
  sent,
  steps,
  subscribed,
  V1,
  V2,
  valuesOf,
} from './consumer.ts'

const read = (query = '', accept: string | undefined = json2) =>
  get(`{base}/records${query}`, accept === undefined ? {} : { accept })
const binary1 = 'application/vnd.kafka.binary.v1+json'
const json1 = 'application/vnd.kafka.json.v1+json'

/** Values of so many bytes each, quotes included. */
const large = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, i) => String(i).padEnd(bytes - 2, '.'))
const numbered = (values: readonly unknown[]) => values.map((value) => Number(String(value).split('.')[0]))
const raw = (...values: readonly (string | null)[]) =>
  sent(({ topic }) =>
    post(`/topics/${topic}`, binary2, {
      records: values.map((value) => ({
        value: value === null ? null : Buffer.from(value, 'latin1').toString('base64'),
      })),
    }),
  )

/** The case's own consumer of its own topic. */
const reader = (config: object = {}, ...records: readonly unknown[]) =>
  steps(...(records.length > 0 ? [produced(...records)] : []), consumer(config), subscribed())

/** How long a request takes, about, with what is not its own: milliseconds. */
async function took(facts: Facts, call: Call): Promise<number> {
  const startedAt = performance.now()
  equal((await facts.send(call)).status, 200)
  return performance.now() - startedAt
}

export const consumeReads: readonly Case[] = [
  {
    name: 'a read answers key, value, topic, partition and offset of each record, and nothing else',
    contract: 'B.10',
    topic: {},
    given: reader({}, { key: { k: 1 }, value: [1.0, 9007199254740993n.toString(), null] }, { value: null }),
    request: read('?timeout=5000'),
    answers: { status: 200, type: json2 },
    afterwards({ topic }, { json, text }) {
      deepEqual(json, [
        { topic, key: { k: 1 }, value: [1, '9007199254740993', null], partition: 0, offset: 0 },
        { topic, key: null, value: null, partition: 0, offset: 1 },
      ])
      ok(text.startsWith(`[{"topic":"${topic}","key":`), text)
    },
  },
  {
    name: 'JSON is answered as it was stored: 9007199254740993 and 1.0 stay what they are',
    contract: 'design 5',
    topic: {},
    given: steps(raw('{"a":9007199254740993,"b":1.0,"c":1e400}'), consumer(), subscribed()),
    request: read('?timeout=5000'),
    answers: { status: 200, type: json2 },
    afterwards: (_, { text }) => ok(text.includes('"value":{"a":9007199254740993,"b":1.0,"c":1e400}'), text),
  },
  {
    name: 'binary keys and values are base64',
    contract: 'B.10',
    topic: {},
    given: steps(
      sent(({ topic }) =>
        post(`/topics/${topic}`, binary2, { records: [{ key: '/+8=', value: 'AAEC' }, { value: '' }] }),
      ),
      consumer({ format: 'binary' }),
      subscribed(),
    ),
    request: read('?timeout=5000', binary2),
    answers: {
      status: 200,
      type: binary2,
      body: [
        { topic: /\S/, key: '/+8=', value: 'AAEC', partition: 0, offset: 0 },
        { topic: /\S/, key: null, value: '', partition: 0, offset: 1 },
      ],
    },
  },
  {
    name: 'a read without data answers [] after about the timeout',
    contract: 'H.4 39',
    topic: {},
    given: steps(reader(), hasRead('?timeout=1'), async (facts) => ({
      ms: String(await took(facts, read('?timeout=700'))),
    })),
    request: read('?timeout=1'),
    answers: { status: 200, type: json2, body: [] },
    afterwards: ({ values }) => ok(Number(values.ms) > 650 && Number(values.ms) < 3000, `${values.ms} ms`),
  },
  {
    name: 'a read with data answers at once, whatever its timeout: kinder than Confluent’s',
    contract: 'H.4 40, 41',
    topic: {},
    given: steps(reader(), hasRead('?timeout=1'), produced(1), async (facts) => ({
      ms: String(await took(facts, read('?timeout=20000'))),
    })),
    request: read('?timeout=1'),
    answers: { status: 200, type: json2, body: [] },
    afterwards: ({ values }) => ok(Number(values.ms) < 5000, `${values.ms} ms`),
  },
  {
    name: 'a read answers as soon as a record comes',
    contract: 'H.4 41',
    topic: {},
    given: steps(reader(), hasRead('?timeout=1'), async (facts) => {
      const startedAt = performance.now()
      const waiting = facts.send(read('?timeout=20000'))
      await facts.send(post(`/topics/${facts.topic}`, json2, { records: [{ value: 'now' }] }))
      const answer = await waiting
      deepEqual(valuesOf(answer), ['now'])
      return { ms: String(performance.now() - startedAt) }
    }),
    request: read('?timeout=1'),
    answers: { status: 200, type: json2, body: [] },
    afterwards: ({ values }) => ok(Number(values.ms) < 5000, `${values.ms} ms`),
  },
  {
    name: 'fetch.min.bytes makes a read wait for so many bytes',
    contract: 'B.10',
    topic: {},
    given: steps(reader({ 'fetch.min.bytes': 10 }), hasRead('?timeout=1'), produced(1), async (facts) => {
      const waiting = facts.send(read('?timeout=20000'))
      await facts.send(post(`/topics/${facts.topic}`, json2, { records: [{ value: '12345678' }] }))
      return { values: JSON.stringify(valuesOf(await waiting)) }
    }),
    request: read('?timeout=1'),
    answers: { status: 200, type: json2, body: [] },
    afterwards: ({ values }) => equal(values.values, '[1,"12345678"]'),
  },
  {
    name: 'fetch.min.bytes that do not come in time are not insisted on',
    contract: 'B.10 3',
    topic: {},
    given: reader({ 'fetch.min.bytes': 1_000_000 }, 1, 2),
    request: read('?timeout=300'),
    answers: { status: 200, type: json2 },
    afterwards: (_, answer) => deepEqual(valuesOf(answer), [1, 2]),
  },
  {
    name: 'records without key and value are records: a read answers them at once',
    contract: 'B.10',
    topic: {},
    given: steps(raw(null), consumer(), subscribed(), async (facts) => {
      const startedAt = performance.now()
      const answer = await facts.send(read('?timeout=20000'))
      deepEqual(valuesOf(answer), [null])
      return { ms: String(performance.now() - startedAt) }
    }),
    request: read('?timeout=1'),
    answers: { status: 200, type: json2, body: [] },
    afterwards: ({ values }) => ok(Number(values.ms) < 5000, `${values.ms} ms`),
  },
  {
    name: 'timeout=10 shortens a read',
    contract: 'H.4 42',
    topic: {},
    given: steps(reader({ 'consumer.request.timeout.ms': 20000 }), hasRead('?timeout=1'), async (facts) => ({
      ms: String(await took(facts, read('?timeout=10'))),
    })),
    request: read('?timeout=1'),
    answers: { status: 200, type: json2, body: [] },
    afterwards: ({ values }) => ok(Number(values.ms) < 5000, `${values.ms} ms`),
  },
  {
    name: 'a timeout may lengthen a read: kinder than Confluent’s',
    contract: 'H.4 42',
    topic: {},
    given: steps(reader({ 'consumer.request.timeout.ms': 1 }), hasRead('?timeout=1'), async (facts) => ({
      ms: String(await took(facts, read('?timeout=600'))),
    })),
    request: read('?timeout=1'),
    answers: { status: 200, type: json2, body: [] },
    afterwards: ({ values }) => ok(Number(values.ms) > 550, `${values.ms} ms`),
  },
  ...['0', '-1'].map(
    (value): Case => ({
      name: `timeout=${value} and max_bytes=${value} are as if not given`,
      contract: 'B.10',
      topic: {},
      given: reader({ 'consumer.request.timeout.ms': 10 }, ...large(3, 100)),
      request: read(`?timeout=${value}&max_bytes=${value}`),
      answers: { status: 200, type: json2 },
      afterwards: (_, answer) => deepEqual(numbered(valuesOf(answer)), [0, 1, 2]),
    }),
  ),
  ...['timeout=abc', 'max_bytes=abc', 'timeout=1.5', 'timeout=', 'max_bytes=99999999999999999'].map(
    (query): Case => ({
      name: `?${query} answers 404/404`,
      contract: 'A.5',
      topic: {},
      given: reader(),
      request: read(`?${query}`),
      answers: { ...refused(404, 404), type: json2 },
    }),
  ),
  {
    name: 'max_bytes below the first record’s size answers that record alone, and then the next',
    contract: 'H.4 43',
    topic: {},
    given: reader({}, ...large(3, 1000)),
    request: read('?max_bytes=1&timeout=5000'),
    answers: { status: 200, type: json2 },
    async afterwards({ send: ask }, answer) {
      deepEqual(numbered(valuesOf(answer)), [0])
      deepEqual(numbered(valuesOf(await ask(read('?max_bytes=999')))), [1])
      deepEqual(numbered(valuesOf(await ask(read('?max_bytes=999')))), [2])
      deepEqual(valuesOf(await ask(read('?max_bytes=999&timeout=1'))), [])
    },
  },
  {
    name: 'max_bytes counts the bytes of keys and values, and is reached but not passed',
    contract: 'B.10 1',
    topic: {},
    given: reader({}, ...large(5, 100)),
    request: read('?max_bytes=300&timeout=5000'),
    answers: { status: 200, type: json2 },
    async afterwards({ send: ask }, answer) {
      deepEqual(numbered(valuesOf(answer)), [0, 1, 2])
      deepEqual(numbered(valuesOf(await ask(read('?timeout=5000')))), [3, 4])
    },
  },
  {
    name: 'a record of a megabyte is read',
    contract: 'B.10',
    topic: {},
    given: reader({}, 'x'.repeat(1_000_000), 'after'),
    request: read('?max_bytes=10&timeout=5000'),
    answers: { status: 200, type: json2 },
    async afterwards(facts, answer) {
      equal((valuesOf(answer)[0] as string).length, 1_000_000)
      deepEqual(await readAll(facts, '{base}', 1), ['after'])
    },
  },
  {
    name: 'a backlog of several megabytes comes whole and in order',
    contract: 'E.4',
    topic: {},
    given: steps(
      ...Array.from({ length: 5 }, (_, i) => produced(...large(100, 10_000).map((text) => `${i}-${text}`))),
      consumer(),
      subscribed(),
    ),
    request: read('?timeout=5000&max_bytes=700000'),
    answers: { status: 200, type: json2 },
    async afterwards(facts, answer) {
      const all = [...valuesOf(answer), ...(await readAll(facts, '{base}', 500 - valuesOf(answer).length))]
      const expected = [0, 1, 2, 3, 4].flatMap((i) => large(100, 10_000).map((text) => `${i}-${text}`))
      deepEqual(all, expected)
    },
  },
  {
    name: 'every partition’s records come in the order of their offsets',
    contract: 'E.4',
    topic: { partitions: 4 },
    given: reader({}, ...Array.from({ length: 200 }, (_, i) => ({ value: i, partition: i % 4 }))),
    request: read('?timeout=5000&max_bytes=50'),
    answers: { status: 200, type: json2 },
    async afterwards({ send: ask }, answer) {
      const records = [...(answer.json as ReadRecord[])]
      while (records.length < 200) records.push(...((await ask(read('?timeout=5000'))).json as ReadRecord[]))
      equal(records.length, 200)
      for (const partition of [0, 1, 2, 3]) {
        const own = records.filter((record) => record.partition === partition)
        deepEqual(
          own.map(({ offset }) => offset),
          Array.from({ length: 50 }, (_, i) => i),
        )
        deepEqual(
          own.map(({ value }) => value),
          Array.from({ length: 50 }, (_, i) => 4 * i + partition),
        )
      }
    },
  },
  {
    name: 'a JSON media type on a binary instance answers 406/40601',
    contract: 'H.4 44',
    topic: {},
    given: reader({ format: 'binary' }),
    request: read(),
    answers: { ...refused(406, 40601, /binary/), type: json2 },
  },
  {
    name: 'an Avro media type on a JSON instance answers 406/40601',
    contract: 'H.4 44',
    topic: {},
    given: reader(),
    request: read('', avro2),
    answers: { ...refused(406, 40601), type: avro2 },
  },
  ...(
    [
      ['json', undefined, json2],
      ['json', '*/*', json2],
      ['json', 'application/*', json2],
      ['json', JSON_TYPE, JSON_TYPE],
      ['json', V2, V2],
      ['json', V1, json1],
      ['json', json1, json1],
      ['json', `${json2}, ${V2}, ${JSON_TYPE}`, json2],
      ['json', `${JSON_TYPE}, ${V2}; q=0.5`, JSON_TYPE],
      ['binary', undefined, binary2],
      ['binary', '*/*', binary2],
      ['binary', JSON_TYPE, JSON_TYPE],
      ['binary', V2, V2],
      ['binary', binary1, binary1],
      ['binary', 'text/html, */*; q=0.1', binary2],
    ] as const
  ).map(
    ([format, accept, type]): Case => ({
      name: `a ${format} instance read with Accept: ${accept ?? 'left out'} answers in ${format} as ${type}`,
      contract: 'H.4 46, design 5',
      topic: {},
      given: reader({ format }, 'x'),
      request: get('{base}/records?timeout=5000', accept === undefined ? {} : { accept }),
      answers: { status: 200, type },
      afterwards: (_, answer) => deepEqual(valuesOf(answer), [format === 'json' ? 'x' : 'Ingi']),
    }),
  ),
  {
    name: 'a type that no records are answered in is not acceptable: 406/406',
    contract: 'A.3',
    topic: {},
    given: reader(),
    request: read('', 'text/html'),
    answers: { ...refused(406, 406), type: null },
  },
  {
    name: 'a record that is not JSON on a JSON instance: the good ones before it are answered first',
    contract: 'H.4 45',
    topic: {},
    given: steps(produced(1, 2), raw('{"a":'), produced(4), consumer(), subscribed()),
    request: read('?timeout=5000'),
    answers: { status: 200, type: json2 },
    async afterwards({ send: ask, topic }, answer) {
      deepEqual(valuesOf(answer), [1, 2])
      for (let again = 0; again < 2; again++) {
        const bad = await ask(read('?timeout=5000'))
        equal(bad.status, 408)
        const { error_code, message } = bad.json as { error_code: number; message: string }
        equal(error_code, 40801)
        ok(message.includes(topic) && message.includes('partition 0') && message.includes('offset 2'), message)
      }
      const past = { offsets: [{ topic, partition: 0, offset: 3 }] }
      equal((await ask(post('{base}/positions', V2, past))).status, 204)
      deepEqual(valuesOf(await ask(read('?timeout=5000'))), [4])
    },
  },
  {
    name: 'a record that is not UTF-8 on a JSON instance: the good ones before it are answered first',
    contract: 'H.4 45',
    topic: {},
    given: steps(produced('ü', 2), raw('"\xff"'), produced(4), consumer(), subscribed()),
    request: read('?timeout=5000'),
    answers: { status: 200, type: json2 },
    async afterwards({ send: ask, topic }, answer) {
      deepEqual(valuesOf(answer), ['ü', 2])
      const bad = await ask(read('?timeout=5000'))
      equal(bad.status, 408)
      ok(bad.text.includes('offset 2'), bad.text)
      await ask(post('{base}/positions', V2, { offsets: [{ topic, partition: 0, offset: 3 }] }))
      deepEqual(valuesOf(await ask(read('?timeout=5000'))), [4])
    },
  },
  {
    name: 'a first record that is not of the format answers 408/40801 and names topic, partition, offset',
    contract: 'H.4 45',
    topic: {},
    given: steps(raw('not json'), consumer(), subscribed()),
    request: read('?timeout=5000'),
    answers: { ...refused(408, 40801, /offset 0 of partition 0 of topic/), type: json2 },
  },
  {
    name: 'include=headers,timestamp adds both',
    contract: 'I 6, 7; an extension',
    topic: {},
    given: reader(
      {},
      {
        value: 1,
        timestamp: 1700000000123,
        headers: [
          { name: 'h', value: 'AAE=' },
          { name: 'h', value: null },
        ],
      },
    ),
    request: read('?timeout=5000&include=headers,timestamp'),
    answers: {
      status: 200,
      type: json2,
      body: [
        {
          topic: /\S/,
          key: null,
          value: 1,
          partition: 0,
          offset: 0,
          timestamp: 1700000000123,
          headers: [
            { name: 'h', value: 'AAE=' },
            { name: 'h', value: null },
          ],
        },
      ],
    },
  },
  {
    name: 'include=timestamp adds that alone, and a record without headers has an empty list of them',
    contract: 'I 6, 7; an extension',
    topic: {},
    given: reader({}, 1, 2),
    request: read('?timeout=5000&include=timestamp&max_bytes=1'),
    answers: { status: 200, type: json2 },
    async afterwards({ send: ask }, { json }) {
      deepEqual(Object.keys((json as object[])[0] ?? {}), ['topic', 'key', 'value', 'partition', 'offset', 'timestamp'])
      const [second] = (await ask(read('?timeout=5000&include=headers'))).json as { headers: unknown }[]
      deepEqual(second?.headers, [])
    },
  },
  {
    name: 'a read before subscribing answers 409/40903',
    contract: 'J 7',
    given: consumer(),
    request: read(),
    answers: { ...refused(409, 40903, /^Illegal state: /), type: json2 },
  },
  {
    name: 'an instance with partitions assigned by hand reads them',
    contract: 'B.7',
    topic: { partitions: 2 },
    given: steps(produced({ value: 'a', partition: 0 }, { value: 'b', partition: 1 }), consumer(), assigned(1)),
    request: read('?timeout=5000'),
    answers: { status: 200, type: json2 },
    async afterwards(facts, answer) {
      deepEqual(valuesOf(answer), ['b'])
      deepEqual(await readAll(facts, '{base}', 0), [])
    },
  },
  {
    name: 'a large answer is compressed when the client takes gzip',
    contract: 'H.4 12',
    topic: {},
    given: reader({}, 'x'.repeat(10_000)),
    request: get('{base}/records?timeout=5000', { accept: json2, 'accept-encoding': 'gzip' }),
    answers: { status: 200, type: json2 },
    afterwards: (_, answer) => deepEqual(valuesOf(answer), ['x'.repeat(10_000)]),
  },
  {
    name: 'a HEAD of records is served like a GET',
    contract: 'A.5',
    topic: {},
    given: reader(),
    request: send('HEAD', '{base}/records?timeout=1', undefined, undefined, { accept: json2 }),
    answers: { status: 200, type: json2 },
  },
]
