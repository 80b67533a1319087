import { JSON_TYPE } from '../../http/media-types.ts'
import { type Route, route } from '../../http/route.ts'

const produce = { action: 'produce', consumes: [JSON_TYPE], produces: [JSON_TYPE] } as const
const topic = '/v3/clusters/:cluster/topics/:topic'

/** Produce: contract C.9, C.10. */
export const recordRoutes: readonly Route[] = [
  route('POST', `${topic}/records`, 'api.v3.produce.produce-to-topic', 'Produce a stream of records', {
    ...produce,
    load: async () => (await import('./stream.ts')).produce,
  }),
  route('POST', `${topic}/records:batch`, 'api.v3.batch-produce.produce-to-topic', 'Produce a batch of records', {
    ...produce,
    status: 207,
    load: async () => (await import('./batch.ts')).produce,
  }),
]
