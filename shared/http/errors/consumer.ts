import { RestError, type RestErrorOptions } from './rest-error.ts'

/** 404/40403: the instance never existed, has expired, was deleted, or belongs to somebody else. */
export class ConsumerNotFound extends RestError {
  constructor(why: 'unknown' | 'expired' = 'unknown') {
    super(
      404,
      40403,
      why === 'expired'
        ? 'Consumer instance not found. It has expired: create it again.'
        : 'Consumer instance not found.',
    )
  }
}

/** 409/40902: the group has an instance of this name. */
export class ConsumerExists extends RestError {
  constructor() {
    super(409, 40902, 'Consumer instance with the specified ID already exists.')
  }
}

/** 409/40901: a v1 instance reads one topic, and this one reads another already (contract G). */
export class AlreadySubscribed extends RestError {
  constructor(topics: readonly string[]) {
    super(409, 40901, `The consumer cannot read this topic: it is subscribed to ${topics.join(', ')}.`)
  }
}

/** 409/40903: kinds of subscription mixed, a partition that is not assigned, a group that native consumers are in. */
export class IllegalState extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(409, 40903, `Illegal state: ${message}`, options)
  }
}

/** 422/42204: a setting of a new consumer instance that cannot be. */
export class InvalidConsumerConfig extends RestError {
  constructor(message: string) {
    super(422, 42204, `Invalid consumer configuration: ${message}`)
  }
}

/** 422/40001: `fetch.min.bytes` out of bounds; the code is Confluent's (contract B.4). */
export class FetchMinBytesOutOfRange extends RestError {
  constructor() {
    super(422, 40001, 'fetch.min.bytes must be between -1 and 10000000.')
  }
}

/** 406/40601: the Accept header asks for another format than the instance was created with. */
export class FormatMismatch extends RestError {
  constructor(format: string) {
    super(
      406,
      40601,
      `The requested embedded data format does not match the deserializer of this consumer instance, which is ${format}.`,
    )
  }
}

/** 408/40801: a record that is not of the instance's format. A seek past it goes on. */
export class UndecodableRecord extends RestError {
  constructor(topic: string, partition: number, offset: bigint, reason: string) {
    super(
      408,
      40801,
      `The record at offset ${offset} of partition ${partition} of topic '${topic}' cannot be read: ${reason}. Seek past it to go on.`,
    )
  }
}

/** 413/413: a record that no answer has room for, as on Lambda. Nothing moves past it by itself. */
export class RecordTooLong extends RestError {
  constructor(topic: string, partition: number, offset: bigint, maxBytes: number) {
    super(
      413,
      413,
      `The record at offset ${offset} of partition ${partition} of topic '${topic}' does not fit into an answer, which has ${maxBytes} bytes at most here. Seek past it to go on, or read it where answers are streamed.`,
    )
  }
}
