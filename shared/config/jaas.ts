/** The login in a Java client's `sasl.jaas.config`; `undefined` when it has no user name or no password. */
export function jaasLogin(config: string): { username: string; password: string } | undefined {
  const option = (name: string) => {
    const quoted = new RegExp(`\\b${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|'([^']*)'|([^\\s;]+))`).exec(config)
    return quoted?.[1]?.replace(/\\(.)/g, '$1') ?? quoted?.[2] ?? quoted?.[3]
  }
  const username = option('username')
  const password = option('password')
  return username === undefined || password === undefined ? undefined : { username, password }
}
