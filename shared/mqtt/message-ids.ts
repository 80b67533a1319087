import { PacketIds } from './packet-ids.ts'

/** What is known of a message by its packet identifier. */
export type Known = 'new' | 'with-kafka' | 'received' | 'in-use'

/** Packet identifiers of a connection's messages of QoS 1 and 2, from PUBLISH until they are free again. */
export class MessageIds {
  /** QoS of messages that are with Kafka. */
  #withKafka: Map<number, number> | undefined
  /** QoS 2: messages that Kafka has and that are not released. */
  readonly #received = new PacketIds()

  /** Messages that are with Kafka. */
  get withKafka(): number {
    return this.#withKafka?.size ?? 0
  }

  /** All that are not free. */
  get size(): number {
    return this.withKafka + this.#received.size
  }

  /**
   * What a PUBLISH is: a new message, one that came before (and is with Kafka, or received), or one whose identifier belongs to
   * another.
   *
   * @param dup  whether it says that it came before; of QoS 2 it need not (MQTT 5, 4.3.3)
   */
  find(id: number, qos: number, dup: boolean): Known {
    const before = this.#withKafka?.get(id)
    if (this.#received.has(id)) return qos === 2 ? 'received' : 'in-use'
    if (before === undefined) return 'new'
    return before === qos && (qos === 2 || dup) ? 'with-kafka' : 'in-use'
  }

  isWithKafka(id: number): boolean {
    return this.#withKafka?.has(id) ?? false
  }

  begin(id: number, qos: number): void {
    this.#withKafka ??= new Map()
    this.#withKafka.set(id, qos)
  }

  end(id: number): void {
    this.#withKafka?.delete(id)
  }

  receive(id: number): void {
    this.#received.add(id)
  }

  /** @returns whether there was one to release */
  release(id: number): boolean {
    return this.#received.delete(id)
  }

  /** Gives memory back that nothing needs. */
  trim(): void {
    this.#received.trim()
    if (this.withKafka === 0) this.#withKafka = undefined
  }
}
