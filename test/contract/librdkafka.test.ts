import { librdkafkaFolder, withLibrdkafka } from '../support/librdkafka.ts'
import { startApp } from '../support/targets.ts'
import type { Case } from './case.ts'
import { consumerEnvironment } from './consumer.ts'
import { produceAvro } from './produce-avro.cases.ts'
import { produceBinary } from './produce-binary.cases.ts'
import { produceJson } from './produce-json.cases.ts'
import { inCallersNames, propagation } from './propagation.cases.ts'
import { runTables } from './run-tables.ts'
import { v3Batch } from './v3-batch.cases.ts'
import { v3Stream } from './v3-stream.cases.ts'

/** Of the timestamp 0, which librdkafka cannot send. */
const EPOCH = /headers and timestamps are stored as they are given|a timestamp is an instant, or seconds/

const sendable = (cases: readonly Case[]) => cases.filter(({ name }) => !EPOCH.test(name))

/** The other engine answers as the default one does; that is asked of the application alone, as the way to it is the same. */
withLibrdkafka(() => {
  runTables(
    [
      { about: 'librdkafka: produce binary', cases: produceBinary },
      { about: 'librdkafka: produce JSON', cases: sendable(produceJson) },
      { about: 'librdkafka: produce Avro', cases: produceAvro },
      { about: 'librdkafka: v3 stream', cases: sendable(v3Stream) },
      { about: 'librdkafka: v3 batch', cases: v3Batch },
      { about: 'librdkafka: in callers’ names', cases: propagation, surroundings: inCallersNames },
    ],
    async () => ({
      ...(await consumerEnvironment()),
      KAFKA_REST_PRODUCER_ENGINE: 'librdkafka',
      KAFKA_REST_PRODUCER_LIBRDKAFKA_FOLDER: librdkafkaFolder,
    }),
    { 'the app in process': startApp },
  )
})
