import { compiledFolder, projectFolder } from '../folders.ts'
import type { Issuer } from '../issuer.ts'
import { type Daemon, startDaemon } from '../processes/daemon.ts'
import type { ProcessRecord } from '../processes/record.ts'
import { SERVER_FLAGS } from '../server-flags.ts'
import type { Addresses } from '../stack/up.ts'

export interface ProxyOptions {
  /** Holds log and pid file. */
  dir: string
  port: number
  mqttPort: number
  stack: Addresses
  issuer: Issuer
  audience: string
  owner: NonNullable<ProcessRecord['owner']>
  signal: AbortSignal
}

export interface RunningProxy extends Daemon {
  readonly url: string
  /** Of its MQTT listener. */
  readonly mqtt: string
}

/** Starts the node server on the stack; resolves when it says that it is ready. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const url = `http://127.0.0.1:${options.port}`
  const mqtt = `mqtt://127.0.0.1:${options.mqttPort}`
  const daemon = await startDaemon({
    name: 'proxy',
    dir: options.dir,
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', ...SERVER_FLAGS, 'functions/server.ts'],
    cwd: projectFolder,
    env: {
      ...inherited(),
      NODE_COMPILE_CACHE: compiledFolder,
      ...settings(options, url),
      ...mqttSettings(mqtt),
    },
    ports: { http: options.port, mqtt: options.mqttPort },
    owner: options.owner,
    // As long as the server takes at most to finish the requests under way, and a little.
    graceMs: 12_000,
    readyTimeoutMs: 45_000,
    ready: async (signal) => {
      const response = await fetch(`${url}/health/ready`, { signal })
      await response.body?.cancel()
      return response.status === 200
    },
    signal: options.signal,
  })
  return { ...daemon, url, mqtt: process.env.KAFKA_MQTT_LISTENERS || mqtt }
}

function settings({ stack, issuer, audience }: ProxyOptions, url: string): NodeJS.ProcessEnv {
  return {
    KAFKA_REST_BOOTSTRAP_SERVERS: stack.kafka,
    KAFKA_REST_SCHEMA_REGISTRY_URL: stack.registry,
    KAFKA_REST_LISTENERS: url,
    KAFKA_REST_DYNAMODB_ENDPOINT: stack.dynamodb,
    KAFKA_REST_AUTH_JWT_ISSUER: issuer.url,
    KAFKA_REST_AUTH_JWT_AUDIENCE: audience,
    KAFKA_REST_AUTH_JWT_JWKS_URL: issuer.jwksUrl,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'us-east-1',
  }
}

/** Messages go to the Kafka topic that their topic begins with, unless the developer has settings for MQTT. */
function mqttSettings(url: string): NodeJS.ProcessEnv {
  if (Object.keys(process.env).some((name) => name.startsWith('KAFKA_MQTT_'))) return {}
  return { KAFKA_MQTT_LISTENERS: url, KAFKA_MQTT_TOPIC_REGEX_LIST: '$1:([A-Za-z0-9._-]+)(/.*)?' }
}

// The developer's own settings go along; ours are no settings of the server, and real AWS credentials are no business of a
// local table.
function inherited(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('KAFKA_REST_EDGE_') && !name.startsWith('AWS_'),
  )
  return Object.fromEntries(kept)
}
