import { boolean, integer, oneOf, text, url } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

const DAY_MS = 86_400_000

/** Consumer instances, reads, and where their state is kept. */
export const CONSUMER_SETTINGS = {
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
  responseMaxBytes: setting(
    'response.max.bytes',
    integer(0, 1_073_741_824),
    '0',
    'Most bytes of an answer with records, be it one record, which is refused with 413 then, and of the answers to one v3 stream that came as a whole; 0 for no limit. Lambda functions that do not stream have one of 3000000.',
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
  dynamodbTable: setting('dynamodb.table', text, 'kafka-rest-edge', 'Table that holds consumer state.'),
  dynamodbEndpoint: setting(
    'dynamodb.endpoint',
    url,
    '',
    'DynamoDB’s address, when it is not the region’s own (a local one).',
  ),
} as const satisfies Record<string, Setting<unknown>>
