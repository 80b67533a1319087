import { awsCredentials } from '../aws/credentials.ts'
import { clientCredentials } from '../kafka/login/client-credentials.ts'
import { givenToken, tokenInFile } from '../kafka/login/given-token.ts'
import { keptToken } from '../kafka/login/kept-token.ts'
import { mskIamToken } from '../kafka/login/msk-iam.ts'
import type { TokenSource } from '../kafka/login/token.ts'
import type { SaslSettings } from '../kafka/settings.ts'
import { jaasLogin, jaasOptions } from './jaas.ts'
import type { Settings } from './load.ts'
import { variableOf } from './setting.ts'
import { KAFKA_LOGIN_SETTINGS as NAMES } from './settings/kafka-login.ts'

const EXTENSION = 'extension_'
/** RFC 7628, 3.1: letters for a name, and no control characters in a value. */
const EXTENSION_NAME = /^[A-Za-z]+$/
const EXTENSION_VALUE = /^[\x20-\x7e\t\r\n]*$/

/** The login by SASL; `undefined` when it is not complete. */
export function kafkaSasl(settings: Settings, problems: string[]): SaslSettings | undefined {
  const { saslMechanism: mechanism, saslJaasConfig } = settings
  if (mechanism === 'AWS_MSK_IAM') return mskSasl(settings, problems)
  if (mechanism === 'OAUTHBEARER') {
    const token = tokenSource(settings, problems)
    return token && { mechanism, token, extensions: extensionsIn(settings, problems) }
  }
  const login = jaasLogin(saslJaasConfig)
  if (!login) problems.push(`${variable('saslJaasConfig')} needs username="…" and password="…".`)
  return login && { mechanism, ...login }
}

function tokenSource(settings: Settings, problems: string[]): TokenSource | undefined {
  const { oauthToken, oauthTokenUrl } = settings
  if (oauthToken) return givenToken(oauthToken)
  const url = URL.canParse(oauthTokenUrl) ? new URL(oauthTokenUrl) : undefined
  if (url?.protocol === 'file:') return tokenInFile(url)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    problems.push(
      `${variable('oauthTokenUrl')} must be the issuer’s token endpoint or file:///…; or set ${variable('oauthToken')}.`,
    )
    return undefined
  }
  const options = jaasOptions(settings.saslJaasConfig)
  const clientId = settings.oauthClientId || options.get('clientId')
  const clientSecret = settings.oauthClientSecret || options.get('clientSecret')
  const scope = settings.oauthScope || options.get('scope')
  if (!clientId || !clientSecret) {
    problems.push(
      `${variable('oauthTokenUrl')} needs ${variable('oauthClientId')} and ${variable('oauthClientSecret')}, or clientId="…" clientSecret="…" in ${variable('saslJaasConfig')}.`,
    )
    return undefined
  }
  return keptToken(clientCredentials({ url: url.href, clientId, clientSecret, ...(scope && { scope }) }))
}

function extensionsIn({ saslJaasConfig }: Settings, problems: string[]): Record<string, string> {
  const extensions: Record<string, string> = {}
  for (const [option, value] of jaasOptions(saslJaasConfig)) {
    if (!option.startsWith(EXTENSION)) continue
    const name = option.slice(EXTENSION.length)
    if (EXTENSION_NAME.test(name) && name !== 'auth' && EXTENSION_VALUE.test(value)) extensions[name] = value
    else problems.push(`${variable('saslJaasConfig')}: ${option} cannot be a SASL extension.`)
  }
  return extensions
}

/** `b-1.name.abc123.c2.kafka.eu-central-1.amazonaws.com:9098` */
const MSK_BROKER = /\.kafka(?:-serverless)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?:/

function mskSasl({ saslAwsRegion, bootstrapServers = [] }: Settings, problems: string[]): SaslSettings | undefined {
  const named = bootstrapServers.map((server) => MSK_BROKER.exec(server)?.[1]).find((each) => each !== undefined)
  const region = saslAwsRegion || named
  if (!region) {
    problems.push(`${variable('saslAwsRegion')} is missing: the region cannot be told from the brokers’ names.`)
    return undefined
  }
  return { mechanism: 'OAUTHBEARER', token: mskIamToken({ region, credentials: awsCredentials() }) }
}

function variable(name: keyof typeof NAMES): string {
  return variableOf(NAMES[name].name)
}
