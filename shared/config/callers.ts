import type { CallerLoginOptions, KafkaUser } from '../kafka/login/caller-login.ts'
import type { Settings } from './load.ts'
import { variableOf } from './setting.ts'
import { KAFKA_CALLER_SETTINGS as NAMES } from './settings/kafka-callers.ts'

/** How callers are served in their own names at Kafka. */
export interface CallerSettings extends CallerLoginOptions {
  /** Callers who may have clients of Kafka at once. */
  readonly maxClients: number
  readonly maxIdleMs: number
}

/** What there is to know when Kafka is spoken to in callers' names; `undefined` when it is not. */
export function callerSettings(settings: Settings, problems: string[]): CallerSettings | undefined {
  if (!settings.callerPropagation) return undefined
  const about = variable('callerPropagation')
  if (!settings.securityProtocol.startsWith('SASL_')) {
    problems.push(`${about}=true needs KAFKA_REST_CLIENT_SECURITY_PROTOCOL=SASL_SSL: callers log in by SASL.`)
  }
  return {
    mechanism: settings.callerMechanism,
    users: usersIn(settings.callerLogins, problems),
    maxClients: settings.callerMaxClients,
    maxIdleMs: settings.callerMaxIdleMs,
  }
}

function usersIn(text: string, problems: string[]): ReadonlyMap<string, KafkaUser> {
  if (text === '') return new Map()
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, Partial<KafkaUser>>)
    return new Map(entries.map(([principal, login]) => [principal, userOf(login)]))
  } catch {
    problems.push(`${variable('callerLogins')} is not JSON like {"principal": {"username": "…", "password": "…"}, …}.`)
    return new Map()
  }
}

function userOf({ username, password }: Partial<KafkaUser>): KafkaUser {
  if (typeof username !== 'string' || typeof password !== 'string') throw new Error('It is no login.')
  return { username, password }
}

function variable(name: keyof typeof NAMES): string {
  return variableOf(NAMES[name].name)
}
