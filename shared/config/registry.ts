import type { RegistrySettings } from '../registry/settings.ts'
import { jaasLogin } from './jaas.ts'
import type { Settings } from './load.ts'
import { keyMaterialOf, type PemSetting, trustOf } from './pem.ts'
import { type Setting, variableOf } from './setting.ts'
import { FORMAT_SETTINGS } from './settings/formats.ts'

/** What a header can carry as a token (RFC 6750, section 2.1). */
const TOKEN = /^[\w\-.~+/]+=*$/

/**
 * The way to the schema registry; `undefined` when there is none.
 *
 * @param problems  takes what does not go together, and what would show only with the first call
 */
export function registrySettings(settings: Settings, problems: string[]): RegistrySettings | undefined {
  const { urls, logins } = takeLogins(settings.registryUrls, problems)
  const userInfo = loginOf(settings, logins, problems)
  const token = tokenOf(settings, problems)
  if (token && userInfo) {
    problems.push(`${variable('registryToken')} and a login with a password are both given; the registry takes one.`)
  }
  const ca = trustOf(pemSetting(settings, 'registryCa'), problems)
  const own = keyMaterialOf(
    pemSetting(settings, 'registryCertificate'),
    pemSetting(settings, 'registryKey'),
    settings.registryKeyPassword,
    problems,
  )
  if (urls.length === 0) {
    if (settings.registryProxy) problems.push(`${variable('registryProxy')}=true needs ${variable('registryUrls')}.`)
    return undefined
  }
  return {
    urls,
    ...(userInfo && { userInfo }),
    ...(token && { token }),
    tls: { ...(ca && { ca }), ...(own && { cert: own.certificate, key: own.key }) },
    timeoutMs: settings.registryTimeoutMs,
    register: settings.registerSchemas,
    normalize: settings.normalizeSchemas,
  }
}

/** URLs without the logins in them, and these, each once. */
function takeLogins(given: readonly string[], problems: string[]): { urls: readonly string[]; logins: Set<string> } {
  const logins = new Set<string>()
  const urls = given.map((text) => {
    const url = new URL(text)
    if (url.username === '' && url.password === '') return text
    try {
      logins.add(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`)
    } catch {
      problems.push(`${variable('registryUrls')}: its user or password is not percent-encoded.`)
    }
    url.username = ''
    url.password = ''
    return url.href.replace(/\/+$/, '')
  })
  return { urls, logins }
}

/** `user:password` by Confluent's `basic.auth.credentials.source`; empty for none. */
function loginOf(settings: Settings, logins: ReadonlySet<string>, problems: string[]): string {
  const { registryBasicSource: source, registryUserInfo: userInfo } = settings
  if (source === 'SASL_INHERIT') {
    const login = jaasLogin(settings.saslJaasConfig)
    if (login) return `${login.username}:${login.password}`
    problems.push(
      `${variable('registryBasicSource')}=SASL_INHERIT needs a login in KAFKA_REST_CLIENT_SASL_JAAS_CONFIG.`,
    )
    return ''
  }
  if (source === 'USER_INFO' && !userInfo) {
    problems.push(`${variable('registryUserInfo')} is missing: ${variable('registryBasicSource')} asks for it.`)
  }
  if (source === 'USER_INFO' || (source === '' && userInfo)) return userInfo
  const [login = '', ...others] = logins
  if (others.length > 0) {
    problems.push(
      `${variable('registryUrls')}: its URLs have different logins; one for all can stand in ${variable('registryUserInfo')}.`,
    )
  }
  return login
}

function tokenOf({ registryBearerSource, registryToken }: Settings, problems: string[]): string {
  if (registryBearerSource === 'STATIC_TOKEN' && !registryToken) {
    problems.push(`${variable('registryToken')} is missing: ${variable('registryBearerSource')} asks for it.`)
  }
  if (registryToken && !TOKEN.test(registryToken)) problems.push(`${variable('registryToken')} is no bearer token.`)
  return registryToken
}

function pemSetting(settings: Settings, key: 'registryCa' | 'registryCertificate' | 'registryKey'): PemSetting {
  return { variable: variable(key), text: settings[key] }
}

function variable(key: keyof typeof FORMAT_SETTINGS): string {
  const { name }: Setting<unknown> = FORMAT_SETTINGS[key]
  return variableOf(name)
}
