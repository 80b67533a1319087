/**
 * An event of AWS IoT that is not stored, and would not be however often it came: Lambda tries it again as often as the
 * function says, and hands it to the function's destination for failures then.
 */
export class EventRefused extends Error {
  /** The MQTT topic, as far as it is known. */
  readonly topic: string | undefined

  /** @param advice  what to change */
  constructor(reason: string, advice: string, topic?: string, options?: ErrorOptions) {
    super(`Not stored: ${reason}; ${advice}.`, options)
    this.name = 'EventRefused'
    this.topic = topic
  }
}

/** Kafka did not take an event's record this time: Lambda is to try again. */
export class EventNotStored extends Error {
  constructor(reason: string) {
    super(`Not stored yet: ${reason}`)
    this.name = 'EventNotStored'
  }
}
