import type { Settings } from './load.ts'

/**
 * Takes the login out of a registry's URL, where Confluent's clients have it too (`basic.auth.credentials.source=URL`):
 * whoever calls the registry, or writes of it, shall not have to.
 */
export function withoutRegistryLogin(settings: Settings, problems: string[]): Settings {
  const url = new URL(settings.registryUrl ?? 'http://none')
  if (url.username === '' && url.password === '') return settings
  try {
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    url.username = ''
    url.password = ''
    const registryUrl = url.href.replace(/\/+$/, '')
    return { ...settings, registryUrl, registryUserInfo: settings.registryUserInfo || login }
  } catch {
    problems.push('KAFKA_REST_SCHEMA_REGISTRY_URL: its user or password is not percent-encoded.')
    return settings
  }
}
