import { ok } from 'node:assert/strict'
import { anyPort } from '../../infra/local/processes/ports.ts'
import { REGISTRY_TYPE } from '../../shared/http/media-types.ts'
import { avro2, binary2, type Case, get, json2, post, refused, type Surroundings, stored } from './case.ts'

/** No registry at all. */
export async function withoutRegistry(): Promise<Surroundings> {
  return { environment: { KAFKA_REST_SCHEMA_REGISTRY_URL: '' } }
}

/** One that nobody has started. */
export async function withRegistryAway(): Promise<Surroundings> {
  const url = `http://127.0.0.1:${await anyPort()}`
  return {
    environment: {
      KAFKA_REST_SCHEMA_REGISTRY_URL: `${url},${url}/second`,
      KAFKA_REST_SCHEMA_REGISTRY_PROXY_ENABLE: 'true',
    },
  }
}

const advice = /schema\.registry\.url/
const record = { records: [{ value: 1 }] }

/** What works without a registry, and what is said of what does not. */
export const registryNone: readonly Case[] = [
  ...['avro', 'jsonschema', 'protobuf'].flatMap((format): Case[] => {
    const type = `application/vnd.kafka.${format}.v2+json`
    return [
      {
        name: `${format} with a schema answers 422 with 42206 and says what to set`,
        contract: 'B.3, item 7',
        request: post('/topics/{topic}', type, { value_schema: '"int"', ...record }),
        answers: refused(422, 42206, advice),
      },
      {
        name: `${format} without a schema answers 422 with 42207 and says what to set`,
        contract: 'B.3, item 7',
        request: post('/topics/{topic}', type, record),
        answers: refused(422, 42207, advice),
      },
    ]
  }),
  {
    name: 'records of a format with schemas cannot be read, and it is said what to set',
    contract: 'B.10',
    topic: {},
    async given({ send }) {
      await send(post('/topics/{topic}', binary2, { records: [{ value: 'AAAAAAEC' }] }))
      return undefined
    },
    request: get('/topics/{topic}/partitions/0/records?offset=earliest', { accept: avro2 }),
    answers: { ...refused(408, 40801, advice), type: avro2 },
  },
  {
    name: 'formats without schemas work',
    contract: 'B.3',
    topic: {},
    request: post('/topics/{topic}', json2, record),
    answers: stored([[0, 0]]),
  },
  {
    name: 'what clients read from a registry answers 404 and says what to set',
    contract: 'registry reads',
    request: get('/schemas/ids/1'),
    answers: {
      ...refused(404, 404, /set schema\.registry\.url and schema\.registry\.proxy\.enable=true/),
      type: REGISTRY_TYPE,
    },
  },
]

/** A registry that is away is said to be away, at once. */
export const registryAway: readonly Case[] = [
  ...[
    get('/schemas/ids/1'),
    get('/schemas/types'),
    get('/subjects'),
    get('/subjects/s/versions/latest'),
    post('/subjects/s', REGISTRY_TYPE, { schema: '"int"' }),
    post('/topics/{topic}', avro2, { value_schema: '"int"', ...record }),
    post('/topics/{topic}', avro2, { value_schema_id: 1, ...record }),
  ].map((request): Case => {
    let begin = 0
    return {
      name: `${request.method} ${request.path} ${request.body ?? ''} answers 503 with Retry-After`,
      contract: 'D 503',
      async given() {
        begin = Date.now()
        return undefined
      },
      request,
      answers: {
        ...refused(503, 503, /schema registry cannot be reached/),
        ...(!request.path.startsWith('/topics') && { type: REGISTRY_TYPE }),
        headers: { 'retry-after': /^\d+$/ },
      },
      afterwards: () => ok(Date.now() - begin < 2_000, 'at once'),
    }
  }),
  {
    name: 'formats without schemas work while the registry is away',
    contract: 'B.3',
    topic: {},
    request: post('/topics/{topic}', json2, record),
    answers: stored([[0, 0]]),
  },
]
