import { deepEqual, ok } from 'node:assert/strict'
import { REGISTRY_TYPE } from '../../shared/http/media-types.ts'
import { newSchema } from '../registry/subjects.ts'
import { startIssuer, trusting } from '../support/issuer.ts'
import { type Case, type Expectation, type Facts, get, post, refused, type Surroundings } from './case.ts'
import { register } from './register.ts'

/** One who may read what is of `lsst.` topics, one who may read everything, one who may not read. */
export async function withReaders(): Promise<Surroundings> {
  const issuer = await startIssuer()
  return {
    environment: {
      ...trusting(issuer),
      KAFKA_REST_SCHEMA_REGISTRY_PROXY_ENABLE: 'true',
      KAFKA_REST_AUTH_POLICY: 'read:lsst=registry:read@lsst.*; read:all=registry:read; write:all=produce,metadata',
    },
    values: {
      lsst: await issuer.token({ scope: 'read:lsst' }),
      all: await issuer.token({ scope: 'read:all' }),
      writer: await issuer.token({ scope: 'write:all' }),
    },
    close: () => issuer.close(),
  }
}

const bearer = (token: string) => ({ authorization: `Bearer {${token}}` })

/** A schema for an `lsst.` topic's values, one for another topic's, and one for both. */
async function registered({ topic }: Facts): Promise<Record<string, string>> {
  const [own, other, both] = [`lsst.${topic}`, `other.${topic}`, newSchema({ name: 'both', type: 'int' })]
  const [ownSchema, otherSchema] = [newSchema(), newSchema()]
  const first = await register(`${own}-value`, { schema: ownSchema })
  const second = await register(`${other}-value`, { schema: otherSchema })
  const shared = await register(`${own}-key`, { schema: both })
  await register(`${other}-key`, { schema: both })
  await register(`${own}.Record`, { schema: newSchema() })
  return {
    own,
    other,
    ownId: String(first.id),
    otherId: String(second.id),
    bothId: String(shared.id),
    otherSchema: JSON.stringify(otherSchema),
  }
}

const cached: Expectation = {
  status: 200,
  type: REGISTRY_TYPE,
  headers: { 'cache-control': 'private, max-age=31536000, immutable' },
}
const forbidden = (message?: RegExp): Expectation => ({ ...refused(403, 40301, message), type: 'application/json' })
const hidden: Expectation = { ...refused(403, 40301), type: REGISTRY_TYPE }

export const registryPolicy: readonly Case[] = [
  {
    name: 'without a token: 401',
    contract: 'D 401',
    request: get('/schemas/ids/1'),
    answers: { ...refused(401, 401), type: 'application/json' },
  },
  ...[
    get('/schemas/ids/1', bearer('writer')),
    get('/subjects', bearer('writer')),
    get('/config', bearer('writer')),
  ].map(
    (request): Case => ({
      name: `a scope without registry:read: 403 with 40301 for ${request.path}`,
      contract: 'design 6',
      request,
      answers: forbidden(/read:/),
    }),
  ),
  ...(
    [
      ['lsst', '/schemas/ids/{ownId}'],
      ['lsst', '/schemas/ids/{bothId}?subject={own}-key'],
      ['all', '/schemas/ids/{otherId}'],
      ['all', '/schemas/ids/{otherId}/schema'],
    ] as const
  ).map(
    ([who, path]): Case => ({
      name: `${who} reads ${path}, and no cache between keeps it`,
      contract: 'design 6',
      topic: 'missing',
      given: registered,
      request: get(path, bearer(who)),
      answers: cached,
    }),
  ),
  ...[
    get('/schemas/ids/{otherId}', bearer('lsst')),
    get('/schemas/ids/{otherId}?fetchMaxId=true', bearer('lsst')),
    get('/schemas/ids/{otherId}/schema', bearer('lsst')),
    get('/schemas/ids/{otherId}/subjects', bearer('lsst')),
    get('/schemas/ids/{otherId}/versions', bearer('lsst')),
    get('/schemas/ids/{ownId}?subject={other}-value', bearer('lsst')),
    get('/subjects/{other}-value/versions', bearer('lsst')),
    get('/subjects/{other}-value/versions/1', bearer('lsst')),
    get('/subjects/{other}-value/versions/1/schema', bearer('lsst')),
    get('/subjects/{other}-value/versions/1/referencedby', bearer('lsst')),
    get('/subjects/%3A.context%3A{own}-value/versions', bearer('lsst')),
    get('/config/{other}-value', bearer('lsst')),
    post('/subjects/{other}-value', REGISTRY_TYPE, '{"schema": "\\"int\\""}', bearer('lsst')),
  ].map(
    (request): Case => ({
      name: `what is of other topics: 403 with 40301 for ${request.method} ${request.path}`,
      contract: 'design 6',
      topic: 'missing',
      given: registered,
      request,
      answers: hidden,
    }),
  ),
  {
    name: 'the list of subjects holds those of topics one may read, and those that are called so',
    contract: 'design 6',
    topic: 'missing',
    given: registered,
    request: get('/subjects', bearer('lsst')),
    answers: { status: 200, type: REGISTRY_TYPE, headers: { 'cache-control': 'private, no-cache' } },
    afterwards({ values }, { json }) {
      const names = json as string[]
      deepEqual(
        names.filter((name) => !name.startsWith('lsst.')),
        [],
      )
      for (const end of ['-value', '-key', '.Record']) ok(names.includes(values.own + end), end)
    },
  },
  {
    name: 'a schema’s subjects are those that one may see',
    contract: 'design 6',
    topic: 'missing',
    given: registered,
    request: get('/schemas/ids/{bothId}/subjects', bearer('lsst')),
    answers: { status: 200, type: REGISTRY_TYPE },
    afterwards: ({ values }, { json }) => deepEqual(json, [`${values.own}-key`]),
  },
  {
    name: 'a schema’s versions are those that one may see',
    contract: 'design 6',
    topic: 'missing',
    given: registered,
    request: get('/schemas/ids/{bothId}/versions', bearer('lsst')),
    answers: { status: 200, type: REGISTRY_TYPE },
    afterwards: ({ values }, { json }) => deepEqual(json, [{ subject: `${values.own}-key`, version: 1 }]),
  },
  {
    name: 'who may read everything is shown all of a schema’s subjects',
    contract: 'design 6',
    topic: 'missing',
    given: registered,
    request: get('/schemas/ids/{bothId}/subjects', bearer('all')),
    answers: { status: 200, type: REGISTRY_TYPE },
    afterwards: ({ values }, { json }) =>
      deepEqual((json as string[]).toSorted(), [`${values.own}-key`, `${values.other}-key`].toSorted()),
  },
]
