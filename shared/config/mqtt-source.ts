import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { SourceSettings, UpstreamServer } from '../mqtt/source/settings.ts'
import { readKeyStore, readTrustStore } from '../tls/key-material.ts'
import { inFile } from './in-file.ts'
import type { Settings } from './load.ts'
import { variableOf } from './setting.ts'
import { MQTT_SOURCE_SETTINGS as NAMES } from './settings/mqtt-source.ts'

const PROTOCOLS: Readonly<Record<string, Pick<UpstreamServer, 'protocol' | 'port'>>> = {
  'mqtt:': { protocol: 'mqtt', port: 1883 },
  'tcp:': { protocol: 'mqtt', port: 1883 },
  'mqtts:': { protocol: 'mqtts', port: 8883 },
  'ssl:': { protocol: 'mqtts', port: 8883 },
  'ws:': { protocol: 'ws', port: 80 },
  'wss:': { protocol: 'wss', port: 443 },
}

/** What source mode goes by where servers are named. @returns undefined when something is wrong */
export function mqttSource(settings: Settings, onLambda: boolean, problems: string[]): SourceSettings | undefined {
  const { mqttServerUri, mqttUsername, mqttPassword, mqttCleanSession: clean } = settings
  const before = problems.length
  if (onLambda) problems.push(`${variable('mqttServerUri')}: not on Lambda, where nobody may stay connected.`)
  const servers = mqttServerUri.flatMap((uri) => serverOf(uri, problems) ?? [])
  const { pathname = '/' } = URL.canParse(mqttServerUri[0] ?? '') ? new URL(mqttServerUri[0] ?? '') : {}
  const filters = filtersOf(settings, problems)
  const tls = tlsOf(settings, problems)
  if (problems.length > before) return undefined
  return {
    servers,
    path: pathname.length > 1 ? pathname : '/mqtt',
    filters,
    qos: Number(settings.mqttQos) as 0 | 1 | 2,
    clientId: settings.mqttClientId || ownClientId(clean),
    clean,
    protocolVersion: settings.mqttProtocolVersion === '5' ? 5 : 4,
    sessionExpirySeconds: settings.mqttSessionExpirySeconds,
    ...(mqttUsername && { username: mqttUsername }),
    ...(mqttPassword && { password: mqttPassword }),
    connectTimeoutMs: settings.mqttConnectTimeoutSeconds * 1000,
    keepAliveSeconds: settings.mqttKeepAliveSeconds,
    receiveMaximum: settings.mqttSourceReceiveMaximum,
    ...(tls && { tls }),
  }
}

function serverOf(uri: string, problems: string[]): UpstreamServer | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  const known = url && PROTOCOLS[url.protocol]
  if (!url || !known || url.hostname === '') {
    problems.push(
      `${variable('mqttServerUri')}: '${withoutLogin(uri)}' is no mqtt://host:port, mqtts://, ws:// or wss://.`,
    )
    return undefined
  }
  if (url.username || url.password) {
    const [user, password] = [variable('mqttUsername'), variable('mqttPassword')]
    problems.push(`${variable('mqttServerUri')}: a login does not belong in a URI; set ${user} and ${password}.`)
  }
  return { protocol: known.protocol, host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || known.port) }
}

/** A user's name and password may stand in a URI; neither belongs in a message. */
function withoutLogin(uri: string): string {
  return uri.replace(/[^/]*@/, '…@')
}

/** Brokers would end the connection for a filter that is none (MQTT 5, 4.7.1). */
function filtersOf({ mqttTopics, mqttShareGroup: group }: Settings, problems: string[]): readonly string[] {
  if (mqttTopics.length === 0)
    problems.push(`${variable('mqttTopics')} is missing: name what to subscribe to, for all topics #.`)
  for (const filter of mqttTopics) {
    const levels = filter.split('/')
    const misplaced = (level: string, index: number) =>
      (level.includes('#') && (level !== '#' || index < levels.length - 1)) || (level.includes('+') && level !== '+')
    if (levels.some(misplaced)) {
      problems.push(
        `${variable('mqttTopics')}: '${filter}' is no topic filter; + stands for a whole level, # for all at the end.`,
      )
    }
  }
  if (/[/+#]/.test(group))
    problems.push(`${variable('mqttShareGroup')}: '${group}' has a character of /, + and #, which a group has not.`)
  return mqttTopics.map((filter) => (group ? `$share/${group}/${filter}` : filter))
}

function tlsOf(settings: Settings, problems: string[]): SourceSettings['tls'] {
  const { mqttTruststorePath: trust, mqttKeystorePath: own, mqttKeystorePassword, mqttKeyPassword } = settings
  const ca = trust
    ? inFile(variable('mqttTruststorePath'), trust, problems, (bytes) =>
        readTrustStore(bytes, settings.mqttTruststorePassword),
      )
    : undefined
  const key = own
    ? inFile(variable('mqttKeystorePath'), own, problems, (bytes) =>
        readKeyStore(bytes, mqttKeystorePassword, mqttKeyPassword || mqttKeystorePassword),
      )
    : undefined
  if (ca === undefined && key === undefined) return undefined
  return { ...(ca !== undefined && { ca }), ...(key && { cert: key.certificate, key: key.key }) }
}

/** A name that stays is what a session is kept by; where none is kept, two processes of one host must not have the same. */
function ownClientId(clean: boolean): string {
  const name = `kafka-rest-edge-${hostname()}`
  return clean ? `${name}-${randomBytes(4).toString('hex')}` : name
}

function variable(name: keyof typeof NAMES): string {
  return variableOf(NAMES[name].name)
}
