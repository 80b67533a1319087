/** `name=value`, the value in quotes of either kind or without. One after the other, so that none is looked for in another's value. */
const OPTION = /([\w.]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s;]+))/g

/**
 * The options in a Java client's `sasl.jaas.config`, by name. Text that is a JSON object, as the secrets are that MSK and
 * Lambda's event sources keep logins in, is read as its members.
 */
export function jaasOptions(config: string): ReadonlyMap<string, string> {
  if (config.trimStart().startsWith('{')) return membersOf(config)
  return new Map(
    [...config.matchAll(OPTION)].map(([, name = '', double, single, bare]) => [
      name,
      double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
    ]),
  )
}

/** The login in a Java client's `sasl.jaas.config`; `undefined` when it has no user name or no password. */
export function jaasLogin(config: string): { username: string; password: string } | undefined {
  const options = jaasOptions(config)
  const username = options.get('username')
  const password = options.get('password')
  return username === undefined || password === undefined ? undefined : { username, password }
}

function membersOf(json: string): ReadonlyMap<string, string> {
  try {
    const members = Object.entries(JSON.parse(json) as object)
    return new Map(members.filter((member): member is [string, string] => typeof member[1] === 'string'))
  } catch {
    return new Map()
  }
}
