import { librdkafkaFolder } from './local/downloads/librdkafka.ts'
import { main } from './local/main.ts'

/** `npm run librdkafka`: gets the native client for `KAFKA_REST_PRODUCER_ENGINE=librdkafka`, and prints where it is. */
await main(async (signal) => {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  process.stdout.write(`${await librdkafkaFolder({ say, signal })}\n`)
  return 0
})
