import { boolean, integer, oneOf, text } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

const DAY_MS = 86_400_000

/** The producer’s, by Kafka’s own keys. */
export const PRODUCER_SETTINGS = {
  producerEngine: setting(
    'producer.engine',
    oneOf('edge', 'librdkafka'),
    'edge',
    'What brings records to the brokers: `edge` is this proxy’s own; `librdkafka` is Confluent’s native client, which has to be got first, see [librdkafka](librdkafka.md).',
  ),
  librdkafkaFolder: setting(
    'producer.librdkafka.folder',
    text,
    '',
    'Folder whose `node_modules` holds `@confluentinc/kafka-javascript`. Without it, it is looked for where `npm run librdkafka` puts it, and among the proxy’s own dependencies.',
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
} as const satisfies Record<string, Setting<unknown>>
