import { RestError, type RestErrorOptions } from './rest-error.ts'

/** 404/40401: the topic does not exist, in v1's words (contract G). */
export class TopicNotFound extends RestError {
  constructor() {
    super(404, 40401, 'Topic not found.')
  }
}

/** 404/40402: the topic exists, the partition does not. */
export class PartitionNotFound extends RestError {
  constructor(message = 'Partition not found.', options?: RestErrorOptions) {
    super(404, 40402, message, options)
  }
}

/** 404/40403: Kafka does not know the topic or partition (the code Confluent's current version answers with). */
export class UnknownTopicOrPartition extends RestError {
  constructor(message = 'This server does not host this topic-partition.', options?: RestErrorOptions) {
    super(404, 40403, message, options)
  }
}

/** 400/40002: Kafka refused the request as such (topic exists, bad replication factor, bad config, policy). */
export class KafkaRefused extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(400, 40002, message, options)
  }
}

/** 401/40101: Kafka did not accept the credentials used towards it. */
export class KafkaUnauthenticated extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(401, 40101, message, options)
  }
}

/** 429/42901: Kafka's quota for changes of topics and partitions is used up for now (KIP-599); nothing was done. */
export class KafkaThrottled extends RestError {
  constructor(message: string, options: RestErrorOptions = {}) {
    super(429, 42901, message, { ...options, headers: { 'Retry-After': '1' } })
  }
}

/** 500/50002: Kafka answered with an error that trying again will not cure. */
export class KafkaFailed extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(500, 50002, message, options)
  }
}

/** 500/50003: Kafka answered with an error that trying again may cure, or did not answer in time. */
export class KafkaRetriable extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(500, 50003, message, options)
  }
}

/** 503/50302: no broker could be reached. */
export class BrokerUnavailable extends RestError {
  constructor(options: RestErrorOptions = {}, message = 'Kafka cannot be reached at the moment; try again.') {
    super(503, 50302, message, {
      ...options,
      headers: { 'Retry-After': '1' },
    })
  }
}
