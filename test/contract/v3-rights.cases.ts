import { deepEqual, ok } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { startIssuer, trusting } from '../support/issuer.ts'
import { uniqueTopic } from '../support/kafka.ts'
import { asAdmin } from '../support/kafka-admin.ts'
import { type Case, type Facts, get, post, refused, type Surroundings, send } from './case.ts'
import { cluster, dataOf, ownCluster } from './v3.ts'

/** Callers that may do something about ACLs or groups, for all topics or for some. */
export async function withRights(): Promise<Surroundings> {
  const issuer = await startIssuer()
  const policy =
    'acls=acls,metadata;groups=groups,metadata;some=acls,groups,metadata@lsst.*;own=groups,metadata@group:own-*;others=*'
  return {
    environment: {
      ...trusting(issuer),
      KAFKA_REST_AUTH_POLICY: policy,
    },
    values: {
      acls: await issuer.token({ scope: 'acls' }),
      groups: await issuer.token({ scope: 'groups' }),
      some: await issuer.token({ scope: 'some' }),
      own: await issuer.token({ scope: 'own' }),
    },
    close: () => issuer.close(),
  }
}

const as = (caller: string) => ({ authorization: `Bearer {${caller}}` })

/** The cluster's id, which only somebody known is told. */
async function clusterFor({ send }: Facts): Promise<{ cluster: string }> {
  const answer = await send(get('/v3/clusters', as('acls')))
  return { cluster: dataOf<{ cluster_id: string }>(answer)[0]?.cluster_id ?? '' }
}

const acl = {
  resource_type: 'TOPIC',
  resource_name: 'lsst.a',
  pattern_type: 'LITERAL',
  principal: 'User:nobody',
  host: '*',
  operation: 'READ',
  permission: 'ALLOW',
}
const acls = `${ownCluster}/acls`
const groups = `${ownCluster}/consumer-groups`

const ofAcls = (headers: Record<string, string>) => [
  get(acls, headers),
  post(acls, JSON_TYPE, acl, headers),
  post(`${acls}:batch`, JSON_TYPE, { data: [acl] }, headers),
  send('DELETE', `${acls}?${new URLSearchParams(acl)}`, undefined, undefined, headers),
]
const ofGroups = (headers: Record<string, string>) =>
  [
    '',
    '/g',
    '/g/consumers',
    '/g/consumers/c',
    '/g/consumers/c/assignments',
    '/g/consumers/c/assignments/lsst.a/partitions/0',
    '/g/lags',
    '/g/lags/lsst.a/partitions/0',
    '/g/lag-summary',
  ].map((path) => get(groups + path, headers))

/** ACLs and groups under a policy. */
export const v3Rights: readonly Case[] = [
  ...[...ofAcls(as('groups')), ...ofGroups(as('acls')), ...ofAcls(as('some')), ...ofGroups(as('some'))].map(
    (request): Case => ({
      name: `${request.method} ${request.path} ${request.headers.authorization} answers 403 with 40301: rights for some topics are none`,
      contract: 'D 40301; design 6',
      given: clusterFor,
      request,
      answers: refused(403, 40301),
    }),
  ),
  ...[get(`${acls}?principal=User:nobody`, as('acls')), get(groups, as('groups'))].map(
    (request): Case => ({
      name: `GET ${request.path} is answered to who has the right`,
      contract: 'design 6',
      given: clusterFor,
      request,
      answers: { status: 200 },
    }),
  ),
]

/** Two groups that have committed an offset, one of them the caller's own by its name. */
async function twoGroups(facts: Facts): Promise<Record<string, string>> {
  const [own, foreign] = [uniqueTopic('own-group'), uniqueTopic('foreign-group')]
  await asAdmin(async (admin) => {
    for (const groupId of [own, foreign]) {
      const partitionOffsets = [{ partition: 0, offset: 0n }]
      await admin.alterConsumerGroupOffsets({ groupId, topics: [{ name: facts.topic, partitionOffsets }] })
    }
  })
  return { ...(await clusterFor(facts)), own_group: own, foreign_group: foreign }
}

/** Rights that end at the names of groups. */
export const v3GroupRights: readonly Case[] = [
  {
    name: 'who may see some groups finds these in the list, and no others',
    contract: 'design 6',
    topic: {},
    given: twoGroups,
    request: get(groups, as('own')),
    answers: { status: 200 },
    afterwards({ values }, answer) {
      const names = dataOf<{ consumer_group_id: string }>(answer).map((group) => group.consumer_group_id)
      ok(names.includes(values.own_group ?? ''))
      deepEqual(
        names.filter((name) => !name.startsWith('own-')),
        [],
      )
    },
  },
  {
    name: 'a group that one may see is described',
    contract: 'design 6',
    topic: {},
    given: twoGroups,
    request: get(`${groups}/{own_group}`, as('own')),
    answers: { status: 200 },
  },
  ...['', '/lags', '/consumers', '/lag-summary'].map(
    (path): Case => ({
      name: `a group that one may not see answers 403 with 40301: ${path || 'itself'}`,
      contract: 'D 40301',
      topic: {},
      given: twoGroups,
      request: get(`${groups}/{foreign_group}${path}`, as('own')),
      answers: refused(403, 40301, /in group/),
    }),
  ),
]

/** ACLs and groups through a principal that Kafka lets do neither. */
export const v3RightsInKafka: readonly Case[] = [
  ...[...ofAcls({}), ...ofGroups({}).slice(1)].map(
    (request): Case => ({
      name: `${request.method} ${request.path} that Kafka does not allow answers 403 with 40301`,
      contract: 'D 40301',
      given: cluster,
      request,
      answers: refused(403, 40301),
    }),
  ),
  {
    name: 'groups that the proxy may not describe are passed over in the list',
    contract: 'C.8',
    given: cluster,
    request: get(groups),
    answers: { status: 200 },
    afterwards: (_, answer) => deepEqual(dataOf(answer), []),
  },
]
