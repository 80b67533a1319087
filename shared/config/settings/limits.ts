import { costs } from '../costs.ts'
import { boolean, integer } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

const DAY_MS = 86_400_000

/** How much of what a caller, and all of them, may ask for. 0 is no limit wherever it can be. */
export const LIMIT_SETTINGS = {
  rateLimit: setting(
    'rate.limit.enable',
    boolean,
    'false',
    'Whether each process limits the requests of all callers to `rate.limit.permits.per.sec`; those beyond are answered 429. Produce of version 3 has limits of its own.',
  ),
  ratePermits: setting('rate.limit.permits.per.sec', integer(1), '50', 'Permits per second then.'),
  rateClusterPermits: setting(
    'rate.limit.per.cluster.permits.per.sec',
    integer(1),
    '50',
    'Of these, per second, for requests that name the cluster in their path.',
  ),
  rateDefaultCost: setting('rate.limit.default.cost', integer(0), '1', 'Permits that a request costs.'),
  rateCosts: setting(
    'rate.limit.costs',
    costs,
    '',
    'Permits that requests of an operation cost instead, as `api.v3.topics.create=5, api.v3.acls.*=2`, by the names in docs/routes.md; 0 for nothing.',
  ),
  rateTimeoutMs: setting(
    'rate.limit.timeout.ms',
    integer(0, DAY_MS),
    '0',
    'How long a request beyond a rate may wait for its turn before it is answered 429.',
  ),
  rateBytes: setting(
    'rate.limit.bytes.per.sec',
    integer(0),
    '0',
    'Most bytes of requests’ and answers’ bodies per second in each process; 0 for no limit.',
  ),
  principalPermits: setting(
    'rate.limit.per.principal.permits.per.sec',
    integer(0),
    '0',
    'Permits per second for each caller, whether `rate.limit.enable` is set or not; a record produced by version 3 costs one. 0 for no limit.',
  ),
  principalBytes: setting(
    'rate.limit.per.principal.bytes.per.sec',
    integer(0),
    '0',
    'Most bytes of bodies per second for each caller; 0 for no limit.',
  ),
  rateShared: setting(
    'rate.limit.shared',
    boolean,
    'false',
    'Whether the two limits for each caller hold for all processes together, through `dynamodb.table`, instead of for each by itself.',
  ),
  v3ClusterRecords: setting(
    'api.v3.produce.rate.limit.max.requests.per.sec',
    integer(1),
    '10000',
    'Most records per second for the cluster; there is one, so that the lower of this and the global limit holds.',
  ),
  v3ClusterBytes: setting(
    'api.v3.produce.rate.limit.max.bytes.per.sec',
    integer(1),
    '10000000',
    'Most bytes of JSON per second for the cluster, likewise.',
  ),
  maxConcurrentRequests: setting(
    'requests.concurrent.max',
    integer(0),
    '0',
    'Most requests under way at once in each process; beyond it 503. 0 for no limit.',
  ),
  principalReads: setting(
    'consumer.reads.per.principal.max',
    integer(0),
    '0',
    'Most reads of records under way at once for each caller in each process; beyond it 429. 0 for no limit.',
  ),
  principalInstances: setting(
    'consumer.instances.per.principal.max',
    integer(0, 1000),
    '0',
    'Most consumer instances of each caller; beyond it 429. 0 for no limit.',
  ),
  maxHeaderBytes: setting(
    'max.request.header.size',
    integer(1024, 1_048_576),
    '18432',
    'Most bytes of a request’s line and headers; beyond it 431. Enough for a token of 16 KiB, the longest that is read. Node server only.',
  ),
  maxHeaders: setting(
    'max.request.header.count',
    integer(10, 10_000),
    '100',
    'Most headers of a request; beyond it 431. Node server only.',
  ),
  idleTimeoutMs: setting(
    'idle.timeout.ms',
    integer(100, DAY_MS),
    '30000',
    'A connection is closed when a request’s headers take longer, and when a client takes nothing of an answer for so long. Node server only.',
  ),
  answerTimeoutMs: setting(
    'answer.timeout.ms',
    integer(100, DAY_MS),
    '300000',
    'A connection is closed when an answer, or a piece of one that streams, takes longer to go out. Node server only.',
  ),
} as const satisfies Record<string, Setting<unknown>>
