import { deepEqual, equal, ok } from 'node:assert/strict'
import { V1, V2 } from '../../shared/http/media-types.ts'
import { type Case, get, json2, post, refused, send } from './case.ts'

const partition = (number: number) => ({
  partition: number,
  leader: 1,
  replicas: [{ broker: 1, leader: true, in_sync: true }],
})

export const metadata: readonly Case[] = [
  {
    name: 'GET / answers {} typed V2',
    contract: 'H.4 1',
    request: get('/'),
    answers: { status: 200, type: V2, body: {} },
  },
  {
    name: 'POST / answers {} and ignores its body',
    contract: 'B.1',
    request: post('/', V2, '{"anything": [1]}'),
    answers: { status: 200, body: {} },
  },
  {
    name: 'GET /brokers lists the ids of the brokers',
    contract: 'B.1',
    request: get('/brokers'),
    answers: { status: 200, body: { brokers: [1] } },
  },
  {
    name: 'GET /brokers with any Content-Type answers 200',
    contract: 'H.4 4',
    request: get('/brokers', { 'content-type': 'text/html' }),
    answers: { status: 200, body: { brokers: [1] } },
  },
  {
    name: 'GET /topics lists names, without those internal to Kafka',
    contract: 'B.2',
    topic: {},
    request: get('/topics'),
    answers: { status: 200 },
    afterwards({ topic }, { json }) {
      const names = json as string[]
      ok(names.includes(topic))
      ok(!names.includes('__consumer_offsets'))
    },
  },
  {
    name: 'GET /topics/{topic} answers name, configs and partitions',
    contract: 'B.2',
    topic: { partitions: 2 },
    request: get('/topics/{topic}'),
    answers: { status: 200 },
    afterwards({ topic }, { json }) {
      const { configs, ...rest } = json as { configs: object }
      deepEqual(rest, { name: topic, partitions: [partition(0), partition(1)] })
      ok(Object.keys(configs).length > 20)
    },
  },
  {
    name: 'topic configs contain defaults as strings',
    contract: 'H.4 10',
    topic: { configs: { 'retention.ms': '123456' } },
    request: get('/topics/{topic}'),
    answers: { status: 200 },
    afterwards(_, { json }) {
      const { configs } = json as { configs: Record<string, unknown> }
      equal(configs['retention.ms'], '123456')
      equal(configs['cleanup.policy'], 'delete')
      equal(configs['min.insync.replicas'], '1')
      deepEqual(
        Object.values(configs).filter((value) => typeof value !== 'string'),
        [],
      )
    },
  },
  {
    name: 'GET /topics/none answers 404 with 40403',
    contract: 'H.4 7',
    topic: 'missing',
    request: get('/topics/{topic}'),
    answers: refused(404, 40403),
  },
  {
    name: 'the partitions of an unknown topic answer 404 with 40403',
    contract: 'B.2',
    topic: 'missing',
    request: get('/topics/{topic}/partitions'),
    answers: refused(404, 40403),
  },
  {
    name: 'GET partitions lists each with its leader and replicas',
    contract: 'B.2',
    topic: { partitions: 3 },
    request: get('/topics/{topic}/partitions'),
    answers: { status: 200, body: [partition(0), partition(1), partition(2)] },
  },
  {
    name: 'GET one partition answers it alone',
    contract: 'B.2',
    topic: { partitions: 3 },
    request: get('/topics/{topic}/partitions/2'),
    answers: { status: 200, body: partition(2) },
  },
  {
    name: 'GET /topics/t/partitions/99 answers 404 with 40402',
    contract: 'H.4 8',
    topic: {},
    request: get('/topics/{topic}/partitions/99'),
    answers: refused(404, 40402),
  },
  {
    name: 'a negative partition is a number that no partition has: 404 with 40402',
    contract: 'D 40402',
    topic: {},
    request: get('/topics/{topic}/partitions/-1'),
    answers: refused(404, 40402),
  },
  {
    name: 'GET /topics/t/partitions/x answers 404 with 404',
    contract: 'H.4 9',
    topic: {},
    request: get('/topics/{topic}/partitions/x'),
    answers: refused(404, 404),
  },
  {
    name: 'a partition number of more than 32 bits answers 404 with 404',
    contract: 'A.5',
    topic: {},
    request: get('/topics/{topic}/partitions/2147483648'),
    answers: refused(404, 404),
  },
  {
    name: 'a partition of an unknown topic answers 40403, not 40402',
    contract: 'B.2',
    topic: 'missing',
    request: get('/topics/{topic}/partitions/0'),
    answers: refused(404, 40403),
  },
  {
    name: 'the offsets of an empty partition are both 0',
    contract: 'B.2',
    topic: {},
    request: get('/topics/{topic}/partitions/0/offsets'),
    answers: { status: 200, body: { beginning_offset: 0, end_offset: 0 } },
  },
  {
    name: 'the offsets route equals earliest and latest after N produces',
    contract: 'H.4 11',
    topic: { partitions: 2 },
    async given({ send }) {
      for (let i = 0; i < 3; i++) await send(post('/topics/{topic}/partitions/1', json2, { records: [{ value: i }] }))
    },
    request: get('/topics/{topic}/partitions/1/offsets'),
    answers: { status: 200, body: { beginning_offset: 0, end_offset: 3 } },
  },
  {
    name: 'the offsets of an unknown partition answer 404 with 40402',
    contract: 'B.2',
    topic: {},
    request: get('/topics/{topic}/partitions/1/offsets'),
    answers: refused(404, 40402),
  },
  {
    name: 'Accept-Encoding: gzip yields a gzip body',
    contract: 'H.4 12',
    topic: {},
    request: get('/topics/{topic}', { 'accept-encoding': 'gzip' }),
    answers: { status: 200, headers: { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } },
    afterwards({ topic }, { json }) {
      equal((json as { name: string }).name, topic)
    },
  },
  {
    name: 'Accept-Encoding: gzip;q=0 yields a plain body',
    contract: 'A.5',
    topic: {},
    request: get('/topics/{topic}', { 'accept-encoding': 'gzip;q=0' }),
    answers: { status: 200, headers: { 'content-encoding': null } },
  },
  {
    name: 'HEAD answers as GET does, without the body',
    contract: 'A.5',
    topic: {},
    request: send('HEAD', '/topics/{topic}'),
    answers: { status: 200, headers: { 'content-length': /^\d*$/ } },
    afterwards(_, { text }) {
      equal(text, '')
    },
  },
  {
    name: 'a client of v1 that only reads is answered in its own type',
    contract: 'G',
    topic: {},
    request: get('/topics/{topic}/partitions/0', { accept: V1 }),
    answers: { status: 200, type: V1, body: partition(0) },
  },
]
