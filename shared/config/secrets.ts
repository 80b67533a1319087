import { readFile } from 'node:fs/promises'
import { awsCredentials } from '../aws/credentials.ts'
import { fetchStoredSecret, readSecretArn } from '../aws/stored-secret.ts'
import { variableOf } from './setting.ts'
import { SECRETS, SETTINGS } from './settings.ts'

/** A setting that ends in `.file` is read by whoever it is for. */
const SETTING_VARIABLES: ReadonlySet<string> = new Set(Object.values(SETTINGS).map(({ name }) => variableOf(name)))

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * An environment with the secrets themselves where it says where they are: the file that `<VARIABLE>_FILE` names, or the
 * secret of Secrets Manager or the parameter of SSM whose ARN is the value. All are read at once.
 *
 * @param problems  takes what cannot be read; never the secret
 */
export async function readSecrets(environment: Environment, problems: string[]): Promise<Environment> {
  const secrets: Record<string, string | undefined> = {}
  const credentials = awsCredentials()
  const endpoint = (service: string) => endpointOf(environment, service)

  async function read(variable: string): Promise<void> {
    const file = SETTING_VARIABLES.has(`${variable}_FILE`) ? undefined : environment[`${variable}_FILE`]
    const value = environment[variable]
    if (file !== undefined) {
      secrets[`${variable}_FILE`] = undefined
      if (value !== undefined) problems.push(`${variable} and ${variable}_FILE are both set; one is enough.`)
      else secrets[variable] = await inFile(`${variable}_FILE`, file, problems)
      return
    }
    const reference = value === undefined ? undefined : readSecretArn(value.trim())
    if (reference === undefined) return
    try {
      secrets[variable] = await fetchStoredSecret(reference, { credentials, endpoint })
    } catch (error) {
      problems.push(`${variable}: the secret ${(error as Error).message}.`)
      secrets[variable] = undefined
    }
  }

  await Promise.all([...SECRETS].map((name) => read(variableOf(name))))
  const both = Object.entries({ ...environment, ...secrets })
  return Object.fromEntries(both.filter(([, value]) => value !== undefined))
}

/** The line break that editors leave at a file's end is not part of the secret. */
async function inFile(variable: string, path: string, problems: string[]): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '')
  } catch (error) {
    problems.push(`${variable}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
    return undefined
  }
}

/** As AWS's own SDKs and tools take another endpoint. */
function endpointOf(environment: Environment, service: string): string | undefined {
  const name = service === 'ssm' ? 'SSM' : 'SECRETS_MANAGER'
  return environment[`AWS_ENDPOINT_URL_${name}`] || environment.AWS_ENDPOINT_URL || undefined
}
