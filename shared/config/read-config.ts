import { createLoginRenewal } from '../kafka/login/renewal.ts'
import { type Config, loadConfig } from './config.ts'
import { kafkaLogin } from './kafka.ts'
import { ConfigurationError, readSettings } from './load.ts'
import { type Environment, readSecrets } from './secrets.ts'

/**
 * The configuration of a process: settings with their secrets, which are read again when Kafka refuses them.
 *
 * @param environment  usually `process.env`
 * @param exposed      whether others than this machine can reach the proxy whatever it listens on, as on Lambda
 * @throws ConfigurationError  naming every problem there is
 */
export async function readConfig(environment: Environment, exposed = false): Promise<Config> {
  const problems: string[] = []
  const config = loadConfig(await readSecrets(environment, problems), exposed, problems)
  const { tls, sasl } = config.kafka
  const first = { ...(tls && { tls }), ...(sasl && { sasl }) }
  const renewal = createLoginRenewal(first, {
    async read() {
      const problems: string[] = []
      const login = kafkaLogin(readSettings(await readSecrets(environment, problems), problems), problems)
      if (problems.length > 0) throw new ConfigurationError(problems)
      return login
    },
  })
  return { ...config, kafka: { ...config.kafka, renewal } }
}
