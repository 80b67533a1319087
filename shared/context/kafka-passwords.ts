import type { PasswordVerifier } from '../auth/verifier.ts'
import type { Settings } from '../config/load.ts'
import { createKafkaPasswordVerifier } from '../kafka/login/password-verifier.ts'
import type { KafkaSettings } from '../kafka/settings.ts'

/** The verifier that asks Kafka about passwords; `undefined` when the settings want none. */
export function kafkaPasswords(settings: Settings, kafka: KafkaSettings): PasswordVerifier | undefined {
  if (!settings.basicByKafka) return undefined
  return createKafkaPasswordVerifier(kafka, { mechanism: settings.callerMechanism })
}
