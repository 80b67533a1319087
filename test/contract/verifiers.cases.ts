import { ACTIONS, type Action } from '../../shared/auth/actions.ts'
import { hashPassword } from '../../shared/auth/scrypt.ts'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { startGafaelfawr } from '../support/gafaelfawr.ts'
import { introspecting, startIntrospection } from '../support/introspection.ts'
import { startIssuer, trusting } from '../support/issuer.ts'
import { type Call, type Case, get, json2, post, refused, type Surroundings, send, type Table } from './case.ts'
import { newGroup } from './consumer.ts'

/** What some callers come with, as Authorization headers. */
interface Callers {
  readonly environment: Readonly<Record<string, string>>
  /** @param scopes  all that the caller has */
  withScopes(scopes: readonly string[], index: number): Promise<string>
  /** That once was good. */
  expired(): Promise<string>
  /** That could never have been. */
  readonly malformed: string
  close?(): Promise<void>
}

const kinds: Readonly<Record<string, () => Promise<Callers>>> = {
  async jwt() {
    const issuer = await startIssuer()
    return {
      environment: trusting(issuer),
      withScopes: async (scopes) => `Bearer ${await issuer.token({ scope: scopes.join(' ') })}`,
      expired: async () => `Bearer ${await issuer.token({ scope: 'admin', exp: 1_700_000_000 })}`,
      malformed: 'Bearer a.b.c',
      close: () => issuer.close(),
    }
  },

  async 'jwt of a second issuer'() {
    const [first, second] = await Promise.all([startIssuer(), startIssuer('RS256')])
    const more = [{ issuer: second.issuer, audience: 'kafka-rest-edge', algorithms: 'RS256', 'scope.claim': 'roles' }]
    return {
      environment: { ...trusting(first), KAFKA_REST_AUTH_JWT_ISSUERS: JSON.stringify(more) },
      withScopes: async (roles) => `Bearer ${await second.token({ roles, scope: 'admin' })}`,
      expired: async () => `Bearer ${await second.token({ roles: ['admin'], exp: 1_700_000_000 })}`,
      malformed: 'Bearer e30.bnVsbA.e30',
      close: async () => void (await Promise.all([first.close(), second.close()])),
    }
  },

  async gafaelfawr() {
    const gafaelfawr = await startGafaelfawr()
    const basic = (token: string) => `Basic ${Buffer.from(`${token}:x-oauth-basic`).toString('base64')}`
    return {
      environment: { KAFKA_REST_AUTH_GAFAELFAWR_URL: gafaelfawr.url },
      withScopes: async (scopes, index) => {
        const token = gafaelfawr.issue({ scopes })
        return index % 2 === 0 ? `Bearer ${token}` : basic(token)
      },
      expired: async () => `Bearer ${gafaelfawr.issue({ scopes: ['admin'], expires: 1_700_000_000 })}`,
      malformed: 'Bearer gt-short.secret',
      close: () => gafaelfawr.close(),
    }
  },

  async introspection() {
    const introspection = await startIntrospection()
    return {
      environment: introspecting(introspection),
      withScopes: async (scopes) => `Bearer ${introspection.issue({ scope: scopes.join(' ') })}`,
      expired: async () => `Bearer ${introspection.issue({ scope: 'admin', exp: 1_700_000_000 })}`,
      malformed: 'Bearer a"b',
      close: () => introspection.close(),
    }
  },

  async basic() {
    const hash = await hashPassword('secret')
    const lines: string[] = []
    const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
    return {
      get environment() {
        return { KAFKA_REST_AUTH_BASIC_USERS: lines.join('\n') }
      },
      withScopes: async (scopes, index) => {
        lines.push(`user${index}: ${[hash, ...scopes].join(',')}`)
        return basic(`user${index}`, 'secret')
      },
      // What a password is once it has been changed.
      expired: async () => basic('user0', 'an earlier secret'),
      malformed: 'Basic !!',
    }
  },
}

/** A scope for each action. */
const policy = [...ACTIONS.map((action) => `may-${action}=${action}`), 'admin=*'].join(';')

/** One route for each action. */
export const requests: Readonly<Record<Exclude<Action, 'public'>, Call>> = {
  produce: post('/topics/{topic}', json2, { records: [{ value: 1 }] }),
  consume: get('/topics/{topic}/partitions/0/records?offset=0&timeout=0', { accept: json2 }),
  metadata: get('/topics/{topic}'),
  'topic:create': post('/v3/clusters/{cluster}/topics', JSON_TYPE, {
    topic_name: 'lsst.never-made',
    partitions_count: 1,
    replication_factor: 1,
    validate_only: true,
  }),
  'topic:alter': send('PATCH', '/v3/clusters/{cluster}/topics/{topic}', JSON_TYPE, { partitions_count: 2 }),
  'topic:delete': send('DELETE', '/v3/clusters/{cluster}/topics/{topic}'),
  configs: get('/v3/clusters/{cluster}/topics/{topic}/configs'),
  acls: get('/v3/clusters/{cluster}/acls?principal=User:nobody'),
  groups: get('/v3/clusters/{cluster}/consumer-groups'),
  'registry:read': get('/subjects'),
}

/** The status of success, where it is not 200. */
export const successes: Partial<Record<Action, number>> = { 'topic:delete': 204 }

const nameOf = (kind: string, what: string) => `${kind} ${what}`.replaceAll(/\W/g, '_')

/** Callers of some kinds before one proxy; values are headers, by kind and what the caller may. */
async function surroundingsOf(names: readonly string[]): Promise<Surroundings> {
  const values: Record<string, string> = {}
  const callers: Callers[] = []
  for (const kind of names) {
    const caller = await (kinds[kind] as () => Promise<Callers>)()
    callers.push(caller)
    for (const [index, action] of ACTIONS.entries()) {
      const others = ACTIONS.filter((other) => other !== action).map((other) => `may-${other}`)
      values[nameOf(kind, `may ${action}`)] = await caller.withScopes([`may-${action}`], 2 * index)
      values[nameOf(kind, `may not ${action}`)] = await caller.withScopes(others, 2 * index + 1)
    }
    values[nameOf(kind, 'admin')] = await caller.withScopes(['admin'], 1_000)
    values[nameOf(kind, 'expired')] = await caller.expired()
    values[nameOf(kind, 'malformed')] = caller.malformed
  }
  return {
    environment: {
      ...Object.assign({}, ...callers.map(({ environment }) => environment)),
      KAFKA_REST_AUTH_POLICY: policy,
      KAFKA_REST_SCHEMA_REGISTRY_PROXY_ENABLE: 'true',
    },
    values,
    close: async () => void (await Promise.all(callers.map(async ({ close }) => close?.()))),
  }
}

function casesOf(kind: string): readonly Case[] {
  const as = (what: string) => ({ authorization: `{${nameOf(kind, what)}}` })
  const given: Case['given'] = async ({ send: ask }) => {
    const answer = await ask(get('/v3/clusters', as('admin')))
    const { data } = answer.json as { data: { cluster_id: string }[] }
    return { cluster: data[0]?.cluster_id ?? '', group: newGroup() }
  }
  return ACTIONS.flatMap((action): Case[] => {
    const request = requests[action]
    const row = (who: string, what: string, answers: Case['answers']): Case => ({
      name: `${kind}: ${action} by ${what} answers ${answers.status}`,
      contract: 'design 6, D',
      // Who is refused gets no further: there need be nothing.
      ...(answers.status < 300 ? { topic: {}, given } : { given: async () => ({ cluster: 'x' }) }),
      request: { ...request, headers: { ...request.headers, ...as(who) } },
      answers,
    })
    const success = { status: successes[action] ?? 200, ...typeOf(action) }
    const challenge = /^(?:Bearer|Basic) realm="kafka-rest-edge"/
    const unknown = {
      status: 401,
      body: { error_code: 401, message: /\S/ },
      headers: { 'www-authenticate': challenge },
    }
    return [
      row(`may ${action}`, 'who may', success),
      row(`may not ${action}`, 'who may do all but this', { ...refused(403, 40301), ...typeOf(action, true) }),
      row('expired', 'who once might', { ...unknown, ...typeOf(action, true) }),
      row('malformed', 'what is no credentials', { ...unknown, ...typeOf(action, true) }),
    ]
  })
}

/** The type of an answer, as far as it is not that of its path. */
function typeOf(action: Action, error = false): { type?: string } {
  if (error) return { type: JSON_TYPE }
  if (action === 'registry:read') return { type: 'application/vnd.schemaregistry.v1+json' }
  return action === 'consume' ? { type: json2 } : {}
}

const alone: readonly Table[] = Object.keys(kinds).map((kind) => ({
  about: `${kind} alone`,
  cases: casesOf(kind),
  surroundings: () => surroundingsOf([kind]),
}))

/** Every verifier that can be anywhere, alone and all at once: each action, allowed, denied, expired and malformed. */
export const verifierTables: readonly Table[] = [
  ...alone,
  {
    about: 'all verifiers at once',
    cases: Object.keys(kinds)
      .filter((kind) => kind !== 'jwt')
      .flatMap(casesOf),
    surroundings: () => surroundingsOf(Object.keys(kinds).filter((kind) => kind !== 'jwt')),
  },
]
