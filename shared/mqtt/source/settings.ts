/** A broker of MQTT to subscribe at. */
export interface UpstreamServer {
  readonly protocol: 'mqtt' | 'mqtts' | 'ws' | 'wss'
  readonly host: string
  readonly port: number
}

/** Where messages come from, and how they are asked for. */
export interface SourceSettings {
  /** Tried one after the other. */
  readonly servers: readonly UpstreamServer[]
  /** Of a WebSocket. */
  readonly path: string
  /** Topic filters, with `$share/<group>/` before them where processes share them. */
  readonly filters: readonly string[]
  readonly qos: 0 | 1 | 2
  readonly clientId: string
  /** Whether the broker forgets the session when the connection ends, and what comes meanwhile with it. */
  readonly clean: boolean
  /** 4 is MQTT 3.1.1. */
  readonly protocolVersion: 4 | 5
  /** How long a session that is kept outlives its connection; MQTT 5 only, others keep it for ever. */
  readonly sessionExpirySeconds: number
  readonly username?: string
  readonly password?: string
  readonly connectTimeoutMs: number
  readonly keepAliveSeconds: number
  /** Messages taken and not yet acknowledged, at most. */
  readonly receiveMaximum: number
  /** PEM. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string }
}
