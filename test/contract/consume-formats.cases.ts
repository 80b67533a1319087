import { deepEqual } from 'node:assert/strict'
import { avro2, binary2, type Case, get, json2, post, refused, text2 } from './case.ts'
import { assigned, consumer, type ReadRecord, sent, steps, V1, V2 } from './consumer.ts'

const text1 = 'application/vnd.kafka.text.v1+json'
const number = '{"type": "record", "name": "Number", "fields": [{"name": "n", "type": "long"}]}'
/** Keys that are text and values in Avro, as in many a topic. */
const written = sent(({ topic }) =>
  post(`/topics/${topic}`, avro2, {
    key_format: 'text',
    value_schema: number,
    records: [
      { key: 'ключ "1"', value: { n: 1 } },
      { key: null, value: { n: 2 } },
    ],
  }),
)
const texts = sent(({ topic }) =>
  post(`/topics/${topic}`, text2, { records: [{ key: 'k', value: 'é\n"' }, { value: '' }, { value: null }] }),
)
/** Text, then bytes that are none. */
const notText = steps(
  texts,
  sent(({ topic }) =>
    post(`/topics/${topic}`, binary2, { records: [{ value: 'w+k=' }, { key: '/w==', value: 'eA==' }] }),
  ),
)
const partition = (query: string, accept: string) =>
  get(`/topics/{topic}/partitions/0/records?timeout=1&${query}`, { accept })
const pairs = (expected: readonly (readonly [unknown, unknown])[]): NonNullable<Case['afterwards']> => {
  return (_, { json }) =>
    deepEqual(
      (json as readonly ReadRecord[]).map(({ key, value }) => [key, value]),
      expected,
    )
}
const areTexts = pairs([
  ['k', 'é\n"'],
  [null, ''],
  [null, null],
])
const areNumbers = pairs([
  ['ключ "1"', { n: 1 }],
  [null, { n: 2 }],
])

export const consumeFormats: readonly Case[] = [
  ...['text', 'string', 'TEXT'].map(
    (format): Case => ({
      name: `an instance of the format ${format} reads strings`,
      contract: 'an extension of B.10',
      topic: {},
      given: steps(texts, consumer({ format }), assigned()),
      request: get('{base}/records?timeout=2000', { accept: text2 }),
      answers: { status: 200, type: text2 },
      afterwards: areTexts,
    }),
  ),
  {
    name: 'a text instance answers in its own type when none is named, and in v1’s',
    contract: 'an extension of B.10',
    topic: {},
    given: steps(texts, consumer({ format: 'text' }), assigned()),
    request: get('{base}/records?timeout=2000', { accept: V1 }),
    answers: { status: 200, type: text1 },
    afterwards: areTexts,
  },
  {
    name: 'another embedded type on a text instance answers 406/40601',
    contract: 'B.10',
    topic: {},
    given: steps(texts, consumer({ format: 'text' }), assigned()),
    request: get('{base}/records', { accept: json2 }),
    answers: { ...refused(406, 40601, /which is text/), type: json2 },
  },
  {
    name: 'a partition is read as text, v1’s messages too',
    contract: 'an extension of B.10 and G',
    topic: {},
    given: texts,
    request: get('/topics/{topic}/partitions/0/messages?offset=0&count=3', { accept: text1 }),
    answers: { status: 200, type: text1 },
    afterwards: areTexts,
  },
  {
    name: 'a value that is no UTF-8 is named with topic, partition and offset; those before it come first',
    contract: 'B.10',
    topic: {},
    given: steps(notText, consumer({ format: 'text' }), assigned(), async (facts) => {
      areTexts(facts, await facts.send(get('{base}/records?timeout=2000', { accept: text2 })))
      return undefined
    }),
    request: get('{base}/records?timeout=2000', { accept: text2 }),
    answers: { ...refused(408, 40801, /offset 3 of partition 0 of topic .* it is not UTF-8/), type: text2 },
  },
  {
    name: 'nor is a key',
    contract: 'B.10',
    topic: {},
    given: notText,
    request: partition('offset=4', text2),
    answers: { ...refused(408, 40801, /offset 4 of partition 0 of topic .* it is not UTF-8/), type: text2 },
  },
  {
    name: 'an instance’s keys may be in another format than its values: key.format',
    contract: 'an extension of B.4',
    topic: {},
    given: steps(written, consumer({ format: 'avro', 'key.format': 'text' }), assigned()),
    request: get('{base}/records?timeout=2000', { accept: avro2 }),
    answers: { status: 200, type: avro2 },
    afterwards: areNumbers,
  },
  {
    name: 'the type that is answered and asked for is that of the values',
    contract: 'an extension of B.10',
    topic: {},
    given: steps(written, consumer({ format: 'avro', 'key.format': 'text' }), assigned()),
    request: get('{base}/records', { accept: text2 }),
    answers: { ...refused(406, 40601, /which is avro/), type: text2 },
  },
  {
    name: 'without key.format keys are read as values are, and a key that is not so is named',
    contract: 'B.4',
    topic: {},
    given: steps(written, consumer({ format: 'avro' }), assigned()),
    request: get('{base}/records?timeout=2000', { accept: avro2 }),
    answers: { ...refused(408, 40801, /offset 0 of partition 0 of topic/), type: avro2 },
  },
  {
    name: 'a partition is read with keys in another format: ?key_format=',
    contract: 'an extension of I 9',
    topic: {},
    given: written,
    request: partition('offset=0&key_format=String', avro2),
    answers: { status: 200, type: avro2 },
    afterwards: areNumbers,
  },
  {
    name: 'key.format:"xml" answers 422/422',
    contract: 'B.4',
    request: post('/consumers/some-group', V2, { 'key.format': 'xml' }),
    answers: refused(422, 422, /'key\.format' must be one of binary, json/),
  },
  {
    name: '?key_format=xml answers 400 and lists what there is',
    contract: 'an extension of I 9',
    topic: {},
    request: partition('offset=0&key_format=xml', json2),
    answers: { ...refused(400, 400, /'key_format' must be one of binary, json/), type: json2 },
  },
]
