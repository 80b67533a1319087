import { MqttFault, protocolError } from './packets/fault.ts'
import { REASON } from './packets/reason.ts'
import type { Peer } from './peer.ts'
import { notAllowed, type Route, routeOf } from './route.ts'
import type { MqttService } from './service.ts'

/** Topic aliases that a client of MQTT 5 may have. */
export const TOPIC_ALIAS_MAXIMUM = 16

/** Topics of a connection about which there is a line in the audit log. */
const MAX_AUDITED = 20
/** Names up to here are compared faster byte by byte than by a call. */
const SHORT_BYTES = 48

/** Where one connection's messages go: those of the topic that it used last, and of those that its aliases stand for. */
export class Routes {
  readonly #service: MqttService
  readonly #peer: Peer
  #last: Route | undefined
  #aliases: (Route | undefined)[] | undefined
  #audited: Set<string> | undefined

  constructor(service: MqttService, peer: Peer) {
    this.#service = service
    this.#peer = peer
  }

  /**
   * The route of the topic whose name stands in these bytes, or that the alias stands for.
   *
   * @throws MqttFault  it is no name of a topic, or the alias stands for none
   */
  find(bytes: Buffer, start: number, end: number, alias: number | undefined): Route {
    if (alias === undefined) {
      const last = this.#last
      if (last && isSame(last.key, bytes, start, end)) return last
      this.#last = this.#newRoute(bytes.subarray(start, end))
      return this.#last
    }
    if (alias === 0 || alias > TOPIC_ALIAS_MAXIMUM)
      throw new MqttFault(REASON.topicAliasInvalid, `Topic aliases are 1 to ${TOPIC_ALIAS_MAXIMUM}.`)
    if (start === end) {
      const route = this.#aliases?.[alias]
      if (!route) throw protocolError('The topic alias stands for no topic.')
      return route
    }
    const route = this.#newRoute(bytes.subarray(start, end))
    this.#aliases ??= new Array(TOPIC_ALIAS_MAXIMUM + 1)
    this.#aliases[alias] = route
    return route
  }

  /** What the client may do has changed. */
  forget(): void {
    this.#last = undefined
    this.#aliases = this.#aliases?.map(
      (route) => route && routeOf(route.key, this.#peer.session.login.identity, this.#service),
    )
  }

  #newRoute(name: Buffer): Route {
    const route = routeOf(name, this.#peer.session.login.identity, this.#service)
    if (route.topic !== undefined && !route.allowed && this.#isNews(route.topic))
      this.#peer.session.audit(route.topic, notAllowed(route.topic))
    return route
  }

  /** A line for each topic that a client may not produce to, not for each message. */
  #isNews(topic: string): boolean {
    this.#audited ??= new Set()
    if (this.#audited.has(topic) || this.#audited.size >= MAX_AUDITED) return false
    this.#audited.add(topic)
    return true
  }
}

function isSame(key: Buffer, bytes: Buffer, start: number, end: number): boolean {
  const { length } = key
  if (length !== end - start) return false
  if (length > SHORT_BYTES) return bytes.compare(key, 0, length, start, end) === 0
  for (let index = 0; index < length; index++) if (key[index] !== bytes[start + index]) return false
  return true
}
