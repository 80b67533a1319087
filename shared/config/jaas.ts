/** `name=value`, the value in quotes of either kind or without. One after the other, so that none is looked for in another's value. */
const OPTION = /([\w.]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s;]+))/g

/** The login in a Java client's `sasl.jaas.config`; `undefined` when it has no user name or no password. */
export function jaasLogin(config: string): { username: string; password: string } | undefined {
  const options = new Map(
    [...config.matchAll(OPTION)].map(([, name, double, single, bare]) => [
      name,
      double?.replace(/\\(.)/g, '$1') ?? single ?? bare,
    ]),
  )
  const username = options.get('username')
  const password = options.get('password')
  return username === undefined || password === undefined ? undefined : { username, password }
}
