import { deepEqual, ok } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { type Case, type Facts, get, post, refused, send } from './case.ts'
import { dataOf, ownCluster } from './v3.ts'

const bearer = (token: string) => ({ authorization: `Bearer {${token}}` })
const outside = '/v3/clusters/x/topics/{topic}'
const change = { data: [{ name: 'retention.ms', value: '1' }] }

/** The cluster's id, which only somebody known is told. */
async function cluster({ send }: Facts): Promise<{ cluster: string }> {
  const answer = await send(get('/v3/clusters', bearer('admin')))
  return { cluster: dataOf<{ cluster_id: string }>(answer)[0]?.cluster_id ?? '' }
}

/** Version 3 under the policy of the identity table. */
export const v3Policy: readonly Case[] = [
  ...[
    get(`${outside}/configs`, bearer('reader')),
    get(`${outside}/configs/retention.ms`, bearer('reader')),
    get(`${outside}/default-configs`, bearer('reader')),
    send('PUT', `${outside}/configs/retention.ms`, JSON_TYPE, { value: '1' }, bearer('reader')),
    send('DELETE', `${outside}/configs/retention.ms`, undefined, undefined, bearer('reader')),
    post(`${outside}/configs:alter`, JSON_TYPE, change, bearer('reader')),
    post('/v3/clusters/x/topics/-/configs:alter', JSON_TYPE, { data: [] }, bearer('reader')),
    get('/v3/clusters/x/brokers/1/configs', bearer('reader')),
    get('/v3/clusters/x/brokers/-/configs', bearer('reader')),
    get('/v3/clusters/x/broker-configs', bearer('reader')),
    send('PUT', '/v3/clusters/x/broker-configs/background.threads', JSON_TYPE, { value: '9' }, bearer('reader')),
    post('/kafka/v3/clusters/x/brokers/1/configs:alter', JSON_TYPE, change, bearer('reader')),
    send('PATCH', outside, JSON_TYPE, { partitions_count: 2 }, bearer('reader')),
    send('DELETE', outside, undefined, undefined, bearer('reader')),
    get(outside, bearer('writer')),
    get(`${outside}/partitions`, bearer('writer')),
    get(`${outside}/partitions/0/offset`, bearer('writer')),
    get(`${outside}/partitions/-/reassignment`, bearer('writer')),
    get('/v3/clusters/x/brokers', bearer('nobody')),
  ].map(
    (request): Case => ({
      name: `what the caller's scope does not allow answers 403 with 40301: ${request.method} ${request.path}`,
      contract: 'D 40301',
      request,
      answers: { ...refused(403, 40301), type: JSON_TYPE },
    }),
  ),
  ...['brokers', 'brokers/1', 'topics/-/partitions/-/reassignment'].map(
    (path): Case => ({
      name: `who may read metadata may read ${path}`,
      contract: 'design 6',
      given: cluster,
      request: get(`${ownCluster}/${path}`, bearer('reader')),
      answers: { status: 200 },
    }),
  ),
  ...['topics', 'brokers/1/partition-replicas'].map(
    (path): Case => ({
      name: `${path} holds what is of topics that one may see, and no others`,
      contract: 'design 6',
      topic: {},
      given: cluster,
      request: get(`${ownCluster}/${path}`, bearer('writer')),
      answers: { status: 200 },
      afterwards(_, answer) {
        const names = dataOf<{ topic_name: string }>(answer).map(({ topic_name }) => topic_name)
        deepEqual(
          names.filter((name) => !name.startsWith('lsst.')),
          [],
        )
      },
    }),
  ),
  {
    name: 'the configs of all topics are those of none for who may see no configs',
    contract: 'design 6',
    topic: {},
    given: cluster,
    request: get(`${ownCluster}/topics/-/configs`, bearer('reader')),
    answers: { status: 200 },
    afterwards: (_, answer) => deepEqual(dataOf(answer), []),
  },
  {
    name: 'the configs of all topics are there for who may see them',
    contract: 'design 6',
    // As many topics as the test run has made.
    tooLargeForLambda: true,
    topic: {},
    given: cluster,
    request: get(`${ownCluster}/topics/-/configs`, bearer('admin')),
    answers: { status: 200 },
    afterwards({ topic }, answer) {
      ok(dataOf<{ topic_name: string }>(answer).some(({ topic_name }) => topic_name === topic))
    },
  },
]
