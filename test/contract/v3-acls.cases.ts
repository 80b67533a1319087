import { deepEqual, equal, ok } from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { startBroker } from '../../infra/local/kafka/broker.ts'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { newFolder } from '../support/folder.ts'
import { type Case, type Facts, get, post, refused, type Surroundings, send } from './case.ts'
import { steps } from './consumer.ts'
import { cluster, dataOf, ownCluster, selfOf } from './v3.ts'

const acls = `${ownCluster}/acls`
const batch = `${ownCluster}/acls:batch`

interface AclFields {
  readonly resource_type: string
  readonly resource_name: string
  readonly pattern_type: string
  readonly principal: string
  readonly host: string
  readonly operation: string
  readonly permission: string
}

/** An ACL of the case's own: nobody else has its name or its principal. */
function acl({ topic }: Pick<Facts, 'topic'>, other: Partial<AclFields> = {}): AclFields {
  return {
    resource_type: 'TOPIC',
    resource_name: topic,
    pattern_type: 'LITERAL',
    principal: `User:${topic}`,
    host: '*',
    operation: 'READ',
    permission: 'ALLOW',
    ...other,
  }
}

/** Several, in the order of a search's answer. */
const several = (facts: Pick<Facts, 'topic'>): AclFields[] => [
  acl(facts, { resource_name: '*' }),
  acl(facts),
  acl(facts, { operation: 'WRITE' }),
  acl(facts, { host: '127.0.0.1', operation: 'WRITE', permission: 'DENY' }),
  acl(facts, { pattern_type: 'PREFIXED' }),
  acl(facts, { resource_name: `${facts.topic}-b` }),
  acl(facts, { resource_type: 'GROUP', resource_name: '*' }),
  acl(facts, { resource_type: 'CLUSTER', resource_name: 'kafka-cluster', operation: 'IDEMPOTENT_WRITE' }),
  acl(facts, { resource_type: 'TRANSACTIONAL_ID', operation: 'DESCRIBE' }),
  acl(facts, { resource_type: 'DELEGATION_TOKEN', operation: 'DESCRIBE' }),
]

function queryOf(filter: Partial<AclFields>): string {
  return String(new URLSearchParams(filter))
}

const search = (filter: Partial<AclFields>) => get(`${acls}?${queryOf(filter)}`)

/** What an item of an answer says, without what is the same for all. */
function fieldsOf(item: object): AclFields {
  const { kind, metadata, cluster_id, ...fields } = item as AclFields & Record<string, unknown>
  equal(kind, 'KafkaAcl')
  ok(metadata)
  ok(cluster_id)
  return fields
}

/** What a search finds once it finds as many: the broker that is asked may hear of a change a moment later. */
async function found(facts: Facts, filter: Partial<AclFields>, count: number): Promise<readonly object[]> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const data = dataOf<object>(await facts.send(search(filter)))
    if (data.length === count || Date.now() > deadline) {
      equal(data.length, count, JSON.stringify(data))
      return data
    }
  }
}

/** The case's ACLs are there, and a search finds them. */
function created(make: (facts: Pick<Facts, 'topic'>) => AclFields[]): NonNullable<Case['given']> {
  return steps(cluster, async (facts) => {
    const answer = await facts.send(post(batch, JSON_TYPE, { data: make(facts) }))
    equal(answer.status, 204, answer.text)
    await found(facts, { principal: `User:${facts.topic}` }, make(facts).length)
    return undefined
  })
}

/** A search among the case's own ACLs. */
function finds(what: string, filter: (topic: string) => Partial<AclFields>, which: readonly number[]): Case {
  return {
    name: `a search ${what}`,
    contract: 'C.7',
    topic: 'missing',
    given: created(several),
    request: ({ topic }) => search({ principal: `User:${topic}`, ...filter(topic) }),
    answers: { status: 200 },
    afterwards(facts, answer) {
      const all = several(facts)
      deepEqual(
        dataOf<object>(answer).map(fieldsOf),
        which.map((index) => all[index]),
      )
    },
  }
}

/** Nothing of the case's was created. */
async function nothingCreated(facts: Facts): Promise<void> {
  deepEqual(dataOf(await facts.send(search({ principal: `User:${facts.topic}` }))), [])
}

/** A body that is refused as that of one ACL and, in an array, as that of a batch; a function makes it of a good ACL. */
function badAcl(what: string, change: object, status: number, code: number, message = /\S/): Case[] {
  const body = (facts: Facts) => ({ ...acl(facts), ...change })
  return [
    {
      name: `create with ${what} answers ${status} with ${code}`,
      contract: 'C.7',
      topic: 'missing',
      given: cluster,
      request: (facts) => post(acls, JSON_TYPE, body(facts)),
      answers: refused(status, code, message),
      afterwards: nothingCreated,
    },
    {
      name: `create several, one with ${what}, answers ${status} with ${code} and creates none`,
      contract: 'C.7',
      topic: 'missing',
      given: cluster,
      request: (facts) => post(batch, JSON_TYPE, { data: [acl(facts), body(facts)] }),
      answers: refused(status, code, message),
      afterwards: nothingCreated,
    },
  ]
}

/** A body that is no ACL at all, nor a list of them. */
function badBody(what: string, body: unknown, status: number, code: number, paths = [acls, batch]): Case[] {
  return paths.map((path) => ({
    name: `${path === acls ? 'create' : 'create several'} with ${what} answers ${status} with ${code}`,
    contract: 'C.7',
    given: cluster,
    request: post(path, JSON_TYPE, body),
    answers: refused(status, code),
  }))
}

/** An ACL that Kafka itself refuses. */
function refusedByKafka(what: string, change: object): Case {
  return {
    name: `create with ${what} answers 400 with 40002 in Kafka’s words`,
    contract: 'C.7, D 40002',
    topic: 'missing',
    given: cluster,
    request: (facts) => post(acls, JSON_TYPE, { ...acl(facts), ...change }),
    answers: refused(400, 40002),
    afterwards: nothingCreated,
  }
}

const kinds = ['resource_type', 'pattern_type', 'operation', 'permission'] as const
const fields = [
  'resource_type',
  'resource_name',
  'pattern_type',
  'principal',
  'host',
  'operation',
  'permission',
] as const

export const v3Acls: readonly Case[] = [
  {
    name: 'create answers 201 without a body, with the Location of a search that finds it',
    contract: 'H.4 60',
    topic: 'missing',
    given: cluster,
    request: (facts) => post(acls, JSON_TYPE, acl(facts)),
    answers: { status: 201, type: null, headers: { location: /^https?:.*\/v3\/clusters\/[^/]+\/acls\?/ } },
    async afterwards(facts, { text, headers }) {
      equal(text, '')
      const location = headers.get('location') ?? ''
      deepEqual(Object.fromEntries(new URL(location).searchParams), { ...acl(facts) })
      await found(facts, acl(facts), 1)
      const { pathname, search } = new URL(location)
      const answer = await facts.send(get(pathname + search))
      deepEqual(answer.json, {
        kind: 'KafkaAclList',
        metadata: { self: location, next: null },
        data: [{ kind: 'KafkaAcl', metadata: { self: location }, cluster_id: facts.values.cluster, ...acl(facts) }],
      })
    },
  },
  {
    name: 'names that a query cannot hold as they are lead back to the ACL',
    contract: 'C.7',
    topic: 'missing',
    given: cluster,
    request: (facts) => post(acls, JSON_TYPE, strange(facts)),
    answers: { status: 201, type: null },
    async afterwards(facts, { headers }) {
      const [item] = await found(facts, strange(facts), 1)
      deepEqual(fieldsOf(item ?? {}), strange(facts))
      equal(selfOf({ json: item }), headers.get('location'))
      const { pathname, search } = new URL(selfOf({ json: item }))
      deepEqual(dataOf(await facts.send(get(pathname + search))), [item])
    },
  },
  {
    name: 'what is there already is created once more, and is there once',
    contract: 'C.7',
    topic: 'missing',
    given: created((facts) => [acl(facts)]),
    request: (facts) => post(acls, JSON_TYPE, acl(facts)),
    answers: { status: 201, type: null },
    afterwards: async (facts) => void (await found(facts, acl(facts), 1)),
  },
  {
    name: 'names are read in any case',
    contract: 'C.7',
    topic: 'missing',
    given: cluster,
    request: (facts) =>
      post(acls, JSON_TYPE, acl(facts, { resource_type: 'topic', operation: 'Read', permission: 'allow' })),
    answers: { status: 201, type: null },
    async afterwards(facts) {
      const filter = { resource_type: 'topic', pattern_type: 'Literal', operation: 'read', permission: 'aLLow' }
      const [item] = await found(facts, { ...filter, principal: `User:${facts.topic}` }, 1)
      deepEqual(fieldsOf(item ?? {}), acl(facts))
    },
  },
  {
    name: 'create without a Content-Type is read as JSON',
    contract: 'A.4',
    topic: 'missing',
    given: cluster,
    request: (facts) => post(acls, undefined, acl(facts)),
    answers: { status: 201, type: null },
  },
  {
    name: 'several are created at once, which answers 204',
    contract: 'C.7',
    topic: 'missing',
    given: cluster,
    request: (facts) => post(batch, JSON_TYPE, { data: several(facts) }),
    answers: { status: 204 },
    async afterwards(facts) {
      const items = await found(facts, { principal: `User:${facts.topic}` }, several(facts).length)
      deepEqual(items.map(fieldsOf), several(facts))
    },
  },
  {
    name: 'one of several that Kafka refuses answers 400 with 40002 and says which; the others are there',
    contract: 'C.7, D 40002',
    topic: 'missing',
    given: cluster,
    request: (facts) =>
      post(batch, JSON_TYPE, { data: [acl(facts), acl(facts, { resource_type: 'CLUSTER', resource_name: 'mine' })] }),
    answers: refused(400, 40002, /^data\[1\]: .*kafka-cluster.* Of 2 ACLs 1 were created\.$/),
    afterwards: async (facts) => void (await found(facts, { principal: `User:${facts.topic}` }, 1)),
  },
  finds(
    'without any other filter finds all of a principal, sorted by all fields',
    () => ({}),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  ),
  finds(
    'with ANY and with nothing in place of a filter finds the same',
    () => ({
      resource_type: 'ANY',
      resource_name: '',
      pattern_type: 'ANY',
      host: '',
      operation: 'ANY',
      permission: 'ANY',
    }),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  ),
  finds('by resource type', () => ({ resource_type: 'GROUP' }), [6]),
  finds('by resource name', (topic) => ({ resource_name: `${topic}-b` }), [5]),
  finds('by pattern type', () => ({ pattern_type: 'PREFIXED' }), [4]),
  finds(
    'for what matches a name',
    (topic) => ({
      resource_type: 'TOPIC',
      resource_name: `${topic}-b`,
      pattern_type: 'MATCH',
    }),
    [0, 4, 5],
  ),
  finds('by host', () => ({ host: '127.0.0.1' }), [3]),
  finds('by operation', () => ({ operation: 'WRITE' }), [2, 3]),
  finds('by permission', () => ({ permission: 'DENY' }), [3]),
  finds('by all of it', (topic) => acl({ topic }), [1]),
  finds('for what nobody has', () => ({ resource_type: 'CLUSTER', operation: 'ALTER' }), []),
  {
    name: 'a search for another principal does not find this one’s',
    contract: 'C.7',
    topic: 'missing',
    given: created(several),
    request: ({ topic }) => search({ principal: `User:${topic}x` }),
    answers: { status: 200, body: { kind: 'KafkaAclList', metadata: { self: /\/acls\?/, next: null }, data: [] } },
  },
  ...kinds.flatMap((kind): Case[] => [
    {
      name: `a search with ${kind} UNKNOWN answers 400`,
      contract: 'C.7',
      given: cluster,
      request: search({ [kind]: 'unknown' }),
      answers: refused(400, 400, new RegExp(`${kind} cannot be UNKNOWN`)),
    },
    {
      name: `a search with a ${kind} that there is not answers 400 and says which there are`,
      contract: 'C.7',
      given: cluster,
      request: search({ [kind]: '__proto__' }),
      answers: refused(400, 400, new RegExp(`${kind} must be one of UNKNOWN, ANY, .*, not '__proto__'`)),
    },
    {
      name: `delete without ${kind} answers 400 and deletes nothing`,
      contract: 'H.4 60',
      topic: 'missing',
      given: created((facts) => [acl(facts)]),
      request: (facts) => send('DELETE', `${acls}?${queryOf({ ...acl(facts), [kind]: '' })}`),
      answers: refused(400, 400, new RegExp(`${kind} cannot be unspecified or UNKNOWN`)),
      afterwards: async (facts) => void (await found(facts, acl(facts), 1)),
    },
    {
      name: `delete with ${kind} UNKNOWN answers 400`,
      contract: 'C.7',
      topic: 'missing',
      given: cluster,
      request: (facts) => send('DELETE', `${acls}?${queryOf({ ...acl(facts), [kind]: 'UNKNOWN' })}`),
      answers: refused(400, 400, new RegExp(`${kind} cannot be unspecified or UNKNOWN`)),
    },
    {
      name: `delete with a ${kind} that there is not answers 400`,
      contract: 'C.7',
      topic: 'missing',
      given: cluster,
      request: (facts) => send('DELETE', `${acls}?${queryOf({ ...acl(facts), [kind]: 'some' })}`),
      answers: refused(400, 400, new RegExp(`${kind} must be one of`)),
    },
    ...badAcl(`${kind} ANY`, { [kind]: 'ANY' }, 400, 400, new RegExp(`${kind} cannot be ANY`)),
    ...badAcl(`${kind} UNKNOWN`, { [kind]: 'UNKNOWN' }, 400, 400, new RegExp(`${kind} cannot be UNKNOWN`)),
    ...badAcl(`a ${kind} that there is not`, { [kind]: 'toString' }, 400, 400, new RegExp(`${kind} must be one of`)),
  ]),
  ...badAcl('pattern_type MATCH', { pattern_type: 'MATCH' }, 400, 400, /pattern_type cannot be MATCH/),
  ...fields.flatMap((field) => [
    ...badAcl(`no ${field}`, { [field]: undefined }, 400, 400, new RegExp(`'(data\\[1\\].)?${field}' is missing`)),
    ...badAcl(`${field} null`, { [field]: null }, 400, 400, new RegExp(`'(data\\[1\\].)?${field}' is missing`)),
    ...badAcl(`a number as ${field}`, { [field]: 7 }, 400, 400, new RegExp(`'${field}' must be a string`)),
  ]),
  ...(['resource_name', 'principal', 'host'] as const).flatMap((field) =>
    badAcl(`a ${field} longer than Kafka’s protocol takes`, { [field]: `User:${'é'.repeat(16_384)}` }, 400, 400),
  ),
  ...badAcl('an empty host', { host: '' }, 400, 400, /host' is empty/),
  ...badAcl('an unknown field', { owner: 'me' }, 422, 422, /owner/),
  ...badBody('nothing', '', 422, 42206),
  ...badBody('null', 'null', 422, 42206),
  ...badBody('an array', [], 400, 400),
  ...badBody('a text', '"READ"', 400, 400),
  ...badBody('malformed JSON', '{"data": [', 400, 400),
  ...badBody('UTF-16', new Uint8Array(Buffer.from('{"data": []}', 'utf16le')), 400, 400),
  ...badBody('no data', {}, 422, 42206, [batch]),
  ...badBody('empty data', { data: [] }, 422, 42206, [batch]),
  ...badBody('data null', { data: null }, 422, 42206, [batch]),
  ...badBody('data that is no array', { data: {} }, 400, 400, [batch]),
  ...badBody('null among the data', { data: [null] }, 400, 400, [batch]),
  ...badBody('an array among the data', { data: [[]] }, 400, 400, [batch]),
  ...badBody('an unknown field beside data', { data: [], validate_only: true }, 422, 422, [batch]),
  refusedByKafka('another name for the cluster', { resource_type: 'CLUSTER', resource_name: 'mine' }),
  refusedByKafka('an empty resource name', { resource_name: '' }),
  refusedByKafka('a principal without a type', { principal: 'alice' }),
  {
    name: 'create with another Content-Type answers 415',
    contract: 'A.5',
    given: cluster,
    request: post(acls, 'text/plain', '{}'),
    answers: refused(415, 415, /application\/json/),
  },
  {
    name: 'delete with all seven filters deletes that ACL and answers what it deleted',
    contract: 'C.7',
    topic: 'missing',
    given: created(several),
    request: (facts) => send('DELETE', `${acls}?${queryOf(acl(facts))}`),
    answers: { status: 200 },
    async afterwards(facts, { json }) {
      const data = dataOf<object>({ json })
      deepEqual(Object.keys(json as object), ['data'])
      deepEqual(data.map(fieldsOf), [acl(facts)])
      await found(facts, acl(facts), 0)
      await found(facts, { principal: `User:${facts.topic}` }, several(facts).length - 1)
    },
  },
  {
    name: 'delete by a few filters deletes all that match, and answers them sorted',
    contract: 'C.7',
    topic: 'missing',
    given: created(several),
    request: ({ topic }) =>
      send(
        'DELETE',
        `${acls}?resource_type=topic&pattern_type=any&operation=any&permission=any&principal=User%3A${topic}`,
      ),
    answers: { status: 200 },
    async afterwards(facts, answer) {
      deepEqual(dataOf<object>(answer).map(fieldsOf), several(facts).slice(0, 6))
      await found(facts, { principal: `User:${facts.topic}` }, several(facts).length - 6)
    },
  },
  {
    name: 'delete of what there is not answers 200 and an empty list',
    contract: 'C.7',
    topic: 'missing',
    given: cluster,
    request: (facts) => send('DELETE', `${acls}?${queryOf(acl(facts))}`),
    answers: { status: 200, body: { data: [] } },
  },
  ...[
    get('/v3/clusters/other/acls'),
    post('/v3/clusters/other/acls', JSON_TYPE, acl({ topic: 'other' })),
    post('/v3/clusters/other/acls:batch', JSON_TYPE, { data: [acl({ topic: 'other' })] }),
    send('DELETE', `/v3/clusters/other/acls?${queryOf(acl({ topic: 'other' }))}`),
  ].map(
    (request): Case => ({
      name: `a wrong cluster id answers 404: ${request.method} ${request.path.split('?')[0]}`,
      contract: 'H.4 57',
      request,
      answers: refused(404, 404, /other/),
    }),
  ),
  {
    name: 'what only looks like the batch is no route',
    contract: 'A.5',
    given: cluster,
    request: post(`${ownCluster}/acls-batch`, JSON_TYPE, {}),
    answers: refused(404, 404),
  },
]

/** An ACL whose names mean something in a URL. */
function strange(facts: Pick<Facts, 'topic'>): AclFields {
  return acl(facts, {
    resource_type: 'GROUP',
    resource_name: `${facts.topic} 100% a/b?c=d&e#f+g é`,
    principal: `User:CN=Ana Čapek,OU=x&y=${facts.topic}`,
  })
}

/** A proxy before a broker that has no authorizer. */
export async function withoutAuthorizer(): Promise<Surroundings> {
  const dir = newFolder('no-authorizer')
  const broker = await startBroker({
    dir,
    properties: { 'authorizer.class.name': undefined, 'super.users': undefined },
  })
  return {
    environment: { KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap },
    async close() {
      await broker.stop(0)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export const v3AclsWithoutAuthorizer: readonly Case[] = [
  get(acls),
  post(acls, JSON_TYPE, acl({ topic: 't' })),
  post(batch, JSON_TYPE, { data: [acl({ topic: 't' })] }),
  send('DELETE', `${acls}?${queryOf(acl({ topic: 't' }))}`),
].map((request) => ({
  name: `${request.method} ${request.path.split('?')[0]} at a broker without an authorizer answers 400 with 40002`,
  contract: 'C.7',
  given: cluster,
  request,
  answers: refused(400, 40002, /Authorizer/i),
}))
