import { JSON_TYPE } from '../../http/media-types.ts'
import { type Route, route } from '../../http/route.ts'

const GROUPS = '/v3/clusters/:cluster/consumer-groups'

/** A right to read groups is one to read all of a group: no route is about a topic. */
function groupRoute(path: string, name: string, summary: string, load: Route['load']): Route {
  const row = route('GET', GROUPS + path, name, summary, { produces: [JSON_TYPE], action: 'groups', load })
  return { ...row, onTopic: false }
}

/** Consumer groups, their consumers and their lags: contract C.8. */
export const groupRoutes: readonly Route[] = [
  groupRoute('', 'api.v3.consumer-groups.list', 'List consumer groups', async () => (await import('./groups.ts')).list),
  groupRoute('/:group', 'api.v3.consumer-groups.get', 'Describe a consumer group', async () => {
    return (await import('./groups.ts')).get
  }),
  groupRoute('/:group/consumers', 'api.v3.consumers.list', 'List a group’s consumers', async () => {
    return (await import('./consumers.ts')).list
  }),
  groupRoute('/:group/consumers/:consumer', 'api.v3.consumers.get', 'Describe a consumer', async () => {
    return (await import('./consumers.ts')).get
  }),
  groupRoute(
    '/:group/consumers/:consumer/assignments',
    'api.v3.consumer-assignments.list',
    'List a consumer’s partitions',
    async () => (await import('./assignments.ts')).list,
  ),
  groupRoute(
    '/:group/consumers/:consumer/assignments/:topic/partitions/:partition',
    'api.v3.consumer-assignments.get',
    'Describe a partition of a consumer’s',
    async () => (await import('./assignments.ts')).get,
  ),
  groupRoute('/:group/lags', 'api.v3.consumer-lags.list', 'List how far a group is behind', async () => {
    return (await import('./lags.ts')).list
  }),
  groupRoute(
    '/:group/lags/:topic/partitions/:partition',
    'api.v3.consumer-lags.get',
    'Say how far a group is behind in a partition',
    async () => (await import('./lags.ts')).get,
  ),
  groupRoute('/:group/lag-summary', 'api.v3.consumer-group-lag-summary.get', 'Sum up a group’s lags', async () => {
    return (await import('./lag-summary.ts')).get
  }),
]
