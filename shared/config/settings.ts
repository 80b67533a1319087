import { boolean, brokers, integer, list, oneOf, path, text, url } from './parse.ts'
import type { Setting } from './setting.ts'

const DAY_MS = 86_400_000

/**
 * Every setting there is. The loader, docs/configuration.md and its test are made from this table.
 *
 * Names are Confluent's or, behind `client.` and `producer.`, Kafka's own; what only this proxy has is named likewise.
 */
export const SETTINGS = {
  bootstrapServers: setting(
    'bootstrap.servers',
    brokers,
    undefined,
    'Brokers to start from, `host:port`, comma-separated. Required.',
  ),
  listeners: setting(
    'listeners',
    list,
    'http://0.0.0.0:8082',
    'Where the node server listens. One `http://host:port`.',
  ),
  basePath: setting(
    'base.path',
    path,
    '',
    'Path that everything is served under besides the root, and that all links carry, for example `/sasquatch-rest-proxy`.',
  ),
  publicUrl: setting(
    'public.url',
    url,
    '',
    'Scheme and authority of all links, for example `https://data.example.org`; without it they follow the request (`X-Forwarded-Proto`, `X-Forwarded-Host`, `Host`).',
  ),
  maxBodyBytes: setting(
    'request.max.bytes',
    integer(1024),
    '10485760',
    'Largest request body in bytes; beyond it 413.',
  ),
  maxRecords: setting(
    'request.max.records',
    integer(1),
    '100000',
    'Most records in one produce request; beyond it 413.',
  ),
  requestTimeoutMs: setting(
    'request.timeout.ms',
    integer(100, DAY_MS),
    '30000',
    'A request is answered within this many milliseconds, come what may.',
  ),
  shutdownTimeoutMs: setting(
    'shutdown.graceful.ms',
    integer(0, 60_000),
    '9000',
    'How long a stopping server lets requests finish.',
  ),
  acceptApplicationJson: setting(
    'produce.accept.application.json',
    boolean,
    'false',
    'Whether v2 produce reads `application/json` as `application/vnd.kafka.json.v2+json`.',
  ),
  endpointAllowlist: setting(
    'api.endpoints.allowlist',
    list,
    '',
    'The only operations that are served, by the names in docs/routes.md or classes of them such as `api.v3.topics.*`; without it all are. Health, metrics and the API’s description are served in any case.',
  ),
  endpointBlocklist: setting(
    'api.endpoints.blocklist',
    list,
    '',
    'Operations that are not served, named likewise, also when they are allowed: a GET answers 404, anything else 405.',
  ),
  logLevel: setting(
    'log.level',
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    'info',
    'Least level that is logged.',
  ),
  requestLog: setting(
    'request.log',
    oneOf('none', 'errors', 'all'),
    'errors',
    'Which requests leave a log line: none, those answered with 5xx, all.',
  ),

  clientId: setting(
    'client.client.id',
    text,
    'kafka-rest-edge',
    'Name this proxy goes by in the brokers’ logs and quotas.',
  ),
  securityProtocol: setting(
    'client.security.protocol',
    oneOf('PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'),
    'PLAINTEXT',
    'How brokers are spoken to.',
  ),
  saslMechanism: setting(
    'client.sasl.mechanism',
    oneOf('PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'),
    'SCRAM-SHA-512',
    'SASL mechanism, when the protocol has SASL.',
  ),
  saslJaasConfig: setting(
    'client.sasl.jaas.config',
    text,
    '',
    'Login as Java clients write it: `…LoginModule required username="…" password="…";`.',
  ),
  sslCa: setting(
    'client.ssl.truststore.certificates',
    text,
    '',
    'Certificates that brokers’ are checked against, PEM; the system’s without it.',
  ),
  sslCertificate: setting(
    'client.ssl.keystore.certificate.chain',
    text,
    '',
    'This proxy’s own certificate chain, PEM.',
  ),
  sslKey: setting('client.ssl.keystore.key', text, '', 'Private key of that certificate, PEM.'),
  connectTimeoutMs: setting(
    'client.socket.connection.setup.timeout.ms',
    integer(100, 60_000),
    '3000',
    'A connection to a broker that is not made by then has failed.',
  ),
  kafkaRequestTimeoutMs: setting(
    'client.request.timeout.ms',
    integer(500, 300_000),
    '5000',
    'A broker that has not answered by then is asked again.',
  ),
  connectionsMaxIdleMs: setting(
    'client.connections.max.idle.ms',
    integer(1000),
    '180000',
    'A connection unused for longer is replaced before it is used.',
  ),
  metadataMaxAgeMs: setting(
    'client.metadata.max.age.ms',
    integer(1000),
    '300000',
    'Topic metadata is asked for again after this time.',
  ),
  retryBackoffMs: setting(
    'client.retry.backoff.ms',
    integer(10, 60_000),
    '100',
    'Pause before a failed call to Kafka is tried again.',
  ),

  acks: setting(
    'producer.acks',
    oneOf('all', '-1', '1'),
    'all',
    'Replicas that must have a record before it is acknowledged. `0` is not offered: it leaves nothing to answer.',
  ),
  idempotence: setting(
    'producer.enable.idempotence',
    boolean,
    'true',
    'Whether a record sent again is stored once. Needs `producer.acks` all.',
  ),
  compression: setting(
    'producer.compression.type',
    oneOf('none', 'gzip', 'snappy', 'lz4', 'zstd'),
    'none',
    'How batches are compressed.',
  ),
  maxRequestBytes: setting(
    'producer.max.request.size',
    integer(1024, 1_073_741_824),
    '1048576',
    'Largest record in bytes, and largest batch to begin with.',
  ),
  batchBytes: setting(
    'producer.batch.size',
    integer(1),
    '16384',
    'Bytes to one partition after which records without a key go to another.',
  ),
  lingerMs: setting(
    'producer.linger.ms',
    integer(0, 10_000),
    '0',
    'Pause before a batch is sent, to gather more records. Batches form without it: what arrives while one is on its way makes the next.',
  ),
  bufferBytes: setting(
    'producer.buffer.memory',
    integer(1024),
    '33554432',
    'Bytes of records under way at once; beyond it requests wait.',
  ),
  maxBlockMs: setting(
    'producer.max.block.ms',
    integer(0, DAY_MS),
    '1000',
    'How long a record waits for room in the buffer, or for its topic to be known.',
  ),
  deliveryTimeoutMs: setting(
    'producer.delivery.timeout.ms',
    integer(100, DAY_MS),
    '25000',
    'A record that Kafka has not acknowledged by then is reported as failed.',
  ),

  produceMaxBytes: setting(
    'api.v3.produce.request.size.limit.max.bytes',
    integer(0, 1_073_741_824),
    '0',
    'Largest record of a v3 stream in bytes of JSON; 0 for `request.max.bytes`.',
  ),
  produceMaxEntries: setting(
    'api.v3.produce.batch.maximum.entries',
    integer(1, 50),
    '10',
    'Most records in one v3 `records:batch`.',
  ),
  produceRateLimit: setting(
    'api.v3.produce.rate.limit.enabled',
    boolean,
    'false',
    'Whether v3 produce is limited, each process by itself; records beyond are answered 429.',
  ),
  produceRecordsPerSecond: setting(
    'api.v3.produce.rate.limit.max.requests.global.per.sec',
    integer(1),
    '10000',
    'Most records per second then.',
  ),
  produceBytesPerSecond: setting(
    'api.v3.produce.rate.limit.max.bytes.global.per.sec',
    integer(1),
    '10000000',
    'Most bytes of JSON per second then.',
  ),
  streamMaxMs: setting(
    'streaming.connection.max.duration.ms',
    integer(1, DAY_MS),
    '86400000',
    'A v3 stream of records that has been open for longer is closed.',
  ),
  streamGraceMs: setting(
    'streaming.connection.max.duration.grace.period.ms',
    integer(0, 60_000),
    '500',
    'How long its further records are answered with an error before that.',
  ),

  consumerRequestTimeoutMs: setting(
    'consumer.request.timeout.ms',
    integer(0, DAY_MS),
    '1000',
    'How long a read waits for a record when neither it nor its instance says.',
  ),
  consumerRequestTimeoutMaxMs: setting(
    'consumer.request.timeout.max.ms',
    integer(0, DAY_MS),
    '25000',
    'How long a read may wait at most, whatever it asks for.',
  ),
  consumerRequestMaxBytes: setting(
    'consumer.request.max.bytes',
    integer(1, 1_073_741_824),
    '16777216',
    'Most bytes of keys and values in one read, and about the most of its whole answer; one record is returned however large.',
  ),
  consumerInstanceTimeoutMs: setting(
    'consumer.instance.timeout.ms',
    integer(1000, 7 * DAY_MS),
    '300000',
    'A consumer instance that has not been used for so long is gone.',
  ),
  consumerInstanceTimeoutMaxMs: setting(
    'consumer.instance.timeout.max.ms',
    integer(1000, 30 * DAY_MS),
    '86400000',
    'The longest such time that an instance may ask for itself.',
  ),
  consumerAutoOffsetReset: setting(
    'consumer.auto.offset.reset',
    oneOf('earliest', 'latest', 'none'),
    'latest',
    'Where an instance begins when its group has committed nothing.',
  ),
  consumerAutoCommit: setting(
    'consumer.enable.auto.commit',
    boolean,
    'true',
    'Whether v2 instances commit by themselves unless they say otherwise.',
  ),
  consumerAutoCommitIntervalMs: setting(
    'consumer.auto.commit.interval.ms',
    integer(0, DAY_MS),
    '5000',
    'Least time between two automatic commits of an instance.',
  ),
  consumerReadCommitted: setting(
    'consumer.isolation.level',
    oneOf('read_uncommitted', 'read_committed'),
    'read_uncommitted',
    'Whether records of open and aborted transactions are read.',
  ),
  consumerMetadataMaxAgeMs: setting(
    'consumer.metadata.max.age.ms',
    integer(100, DAY_MS),
    '30000',
    'So long a new partition, or a new topic that a pattern matches, may go unnoticed.',
  ),
  consumerThreads: setting(
    'consumer.threads',
    integer(1, 10_000),
    '50',
    'Reads that wait for records on connections of their own; beyond it they look every few milliseconds.',
  ),
  consumerStore: setting(
    'consumer.store',
    oneOf('dynamodb', 'memory'),
    'dynamodb',
    'Where consumer state is kept. `memory` is for a single process that may forget it.',
  ),
  fetchMinBytes: setting(
    'fetch.min.bytes',
    integer(-1, 10_000_000),
    '-1',
    'Bytes a read waits for, unless the instance says; −1 and 0 answer as soon as a record is there.',
  ),

  registryUrl: setting(
    'schema.registry.url',
    url,
    '',
    'Schema registry; without one only formats without schemas work.',
  ),
  registryUserInfo: setting('schema.registry.basic.auth.user.info', text, '', '`user:password` for the registry.'),
  registryTimeoutMs: setting(
    'schema.registry.request.timeout.ms',
    integer(100, 60_000),
    '3000',
    'The registry has not answered by then: 503.',
  ),
  nullAlwaysEmpty: setting(
    'null.request.body.always.publishes.empty.record',
    boolean,
    'false',
    'Whether null with a schema is stored as a null even when the schema does not allow it, as Confluent did before 8.0.',
  ),

  dynamodbTable: setting('dynamodb.table', text, 'kafka-rest-edge', 'Table that holds consumer state.'),
  dynamodbEndpoint: setting(
    'dynamodb.endpoint',
    url,
    '',
    'DynamoDB’s address, when it is not the region’s own (a local one).',
  ),

  jwtIssuer: setting(
    'auth.jwt.issuer',
    text,
    '',
    'Issuer of the bearer tokens (OIDC). Setting it turns JWT verification on.',
  ),
  jwtAudience: setting('auth.jwt.audience', text, '', 'Audience a token must be for. Required with an issuer.'),
  jwtJwksUrl: setting('auth.jwt.jwks.url', url, '', 'The issuer’s keys; without it they are found by OIDC discovery.'),
  jwtAlgorithms: setting(
    'auth.jwt.algorithms',
    list,
    'RS256,PS256,ES256,EdDSA',
    'Signature algorithms that are accepted.',
  ),
  jwtScopeClaim: setting(
    'auth.jwt.scope.claim',
    text,
    '',
    'Claim that holds the scopes, when it is none of `scope`, `scp`, `roles`, `permissions`, `cognito:groups`.',
  ),
  gafaelfawrUrl: setting(
    'auth.gafaelfawr.url',
    url,
    '',
    'Base URL of a Rubin Science Platform. Setting it turns verification of its tokens on.',
  ),
  policy: setting(
    'auth.policy',
    text,
    '',
    'Which scope may do what: `scope=action,action@topic-pattern; …`. Without it `write:sasquatch` may produce, consume, create topics and read metadata.',
  ),
  authNone: setting(
    'auth.none',
    boolean,
    'false',
    'Whether a server without any verifier may listen on more than loopback.',
  ),
} as const satisfies Record<string, Setting<unknown>>

function setting<T>(name: string, parse: (text: string) => T, fallback: string | undefined, about: string): Setting<T> {
  return fallback === undefined ? { name, parse, about } : { name, parse, fallback, about }
}

/** Names whose values must never appear in a log or an error. */
export const SECRETS: ReadonlySet<string> = new Set([
  SETTINGS.saslJaasConfig.name,
  SETTINGS.sslKey.name,
  SETTINGS.registryUserInfo.name,
])
