import { deepEqual, equal } from 'node:assert/strict'
import { startIssuer, trusting } from '../support/issuer.ts'
import { createTopic, uniqueTopic } from '../support/kafka.ts'
import { type Case, get, json2, post, refused, type Surroundings, send } from './case.ts'
import { newGroup, type ReadRecord, V2 } from './consumer.ts'

/** Two callers that may consume, one of them some topics only, and one that may do anything. */
export async function withTwoCallers(): Promise<Surroundings> {
  const issuer = await startIssuer()
  const policy = 'consumer=consume,metadata;limited=consume@allowed-*;admin=*'
  return {
    environment: {
      ...trusting(issuer),
      KAFKA_REST_AUTH_POLICY: policy,
    },
    values: {
      alice: await issuer.token({ sub: 'alice', scope: 'consumer' }),
      bob: await issuer.token({ sub: 'bob', scope: 'consumer' }),
      limited: await issuer.token({ sub: 'carol', scope: 'limited' }),
      admin: await issuer.token({ sub: 'root', scope: 'admin' }),
    },
    close: () => issuer.close(),
  }
}

const as = (caller: string) => ({ authorization: `Bearer {${caller}}` })

/** An instance that a caller has made; `base` is one of the case's values. */
const madeBy =
  (caller: string): NonNullable<Case['given']> =>
  async ({ send: ask }) => {
    const config = { name: 'a', format: 'json', 'auto.offset.reset': 'earliest' }
    const answer = await ask(post(`/consumers/${newGroup()}`, V2, config, as(caller)))
    equal(answer.status, 200, answer.text)
    return { base: new URL((answer.json as { base_uri: string }).base_uri).pathname }
  }

const place = { topic: 't', partition: 0 }
const requests = [
  get('{base}/records', as('bob')),
  get('{base}/subscription', as('bob')),
  post('{base}/subscription', V2, { topics: ['t'] }, as('bob')),
  send('DELETE', '{base}/subscription', V2, undefined, as('bob')),
  get('{base}/assignments', as('bob')),
  post('{base}/assignments', V2, { partitions: [place] }, as('bob')),
  post('{base}/positions', V2, { offsets: [{ ...place, offset: 0 }] }, as('bob')),
  post('{base}/offsets', V2, { offsets: [{ ...place, offset: 0 }] }, as('bob')),
  send('POST', '{base}/offsets', V2, undefined, as('bob')),
  get('{base}/offsets?topic=t&partition=0', as('bob')),
  get('{base}/topics/t', as('bob')),
  send('DELETE', '{base}', V2, undefined, as('bob')),
]

export const consumeIdentity: readonly Case[] = [
  ...requests.map(
    (request): Case => ({
      name: `${request.method} ${request.path.slice(6) || '(the instance)'} ${request.body ?? ''} by another than who made it answers 404/40403`,
      contract: 'design 4.7',
      given: madeBy('alice'),
      request,
      answers: refused(404, 40403, /^Consumer instance not found\.$/),
      afterwards: async ({ send: ask }) =>
        deepEqual((await ask(get('{base}/subscription', as('alice')))).json, { topics: [] }),
    }),
  ),
  {
    name: 'consumers need a token: 401',
    contract: 'D 401',
    given: madeBy('alice'),
    request: get('{base}/records'),
    answers: { ...refused(401, 401), type: 'application/json' },
  },
  ...(
    [
      ['subscribe to', post('{base}/subscription', V2, { topics: ['allowed-a', 'secret'] }, as('limited'))],
      [
        'be assigned',
        post('{base}/assignments', V2, { partitions: [{ topic: 'secret', partition: 0 }] }, as('limited')),
      ],
      [
        'commit in',
        post('{base}/offsets', V2, { offsets: [{ topic: 'secret', partition: 0, offset: 1 }] }, as('limited')),
      ],
      ['ask for offsets of', get('{base}/offsets?topic=secret&partition=0', as('limited'))],
      ['read by name', get('{base}/topics/secret', as('limited'))],
    ] as const
  ).map(
    ([what, request]): Case => ({
      name: `who may consume some topics only may not ${what} another: 403/40301`,
      contract: 'D 40301',
      given: madeBy('limited'),
      request,
      answers: { ...refused(403, 40301, /secret/), type: request.path.includes('/topics/') ? 'application/json' : V2 },
    }),
  ),
  {
    name: 'a pattern that matches a topic that the caller may not consume reads nothing of it: 403/40301',
    contract: 'B.10, D 40301',
    given: async (facts) => {
      const secret = await createTopic({ name: uniqueTopic('secret') })
      await facts.send(post(`/topics/${secret}`, json2, { records: [{ value: 1 }] }, as('admin')))
      const found = await madeBy('limited')(facts)
      return { ...found, secret }
    },
    request: ({ values }) => post('{base}/subscription', V2, { topic_pattern: `${values.secret}` }, as('limited')),
    answers: { status: 204 },
    async afterwards({ send: ask }) {
      const answer = await ask(get('{base}/records?timeout=1000', as('limited')))
      deepEqual([answer.status, (answer.json as { error_code: number }).error_code], [403, 40301])
    },
  },
  {
    name: 'who may consume a topic reads it by a pattern too',
    contract: 'D 40301',
    given: async (facts) => {
      const topic = await createTopic({ name: uniqueTopic('allowed') })
      await facts.send(post(`/topics/${topic}`, json2, { records: [{ value: 1 }] }, as('admin')))
      const found = await madeBy('limited')(facts)
      return { ...found, own: topic }
    },
    request: ({ values }) => post('{base}/subscription', V2, { topic_pattern: `${values.own}` }, as('limited')),
    answers: { status: 204 },
    async afterwards(facts) {
      const answer = await facts.send(get('{base}/records?timeout=5000', as('limited')))
      deepEqual(
        (answer.json as ReadRecord[]).map(({ value }) => value),
        [1],
      )
    },
  },
]
