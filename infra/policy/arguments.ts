import { parseArgs } from 'node:util'

/** Whose rights are asked for. */
export interface Asked {
  /** Credentials to be verified, as an Authorization header. */
  readonly authorization?: string
  /** Or who it would be. */
  readonly principal: string
  readonly scopes: readonly string[]
  /** What it is about; everything that the rules speak of without it. */
  readonly topic?: string
  readonly group?: string
  readonly cluster?: string
}

export const USAGE = `npm run policy -- what the settings let a caller do; the settings are environment variables, as the server has them.

  --token <token>       a bearer token, verified as the server does; - reads it from standard input
  --user <name>         a user of HTTP Basic, whose password is read from standard input
  --scopes <a,b,…>      instead of credentials: somebody with these scopes
  --principal <name>    instead of credentials: somebody of this name
  --topic <name>        whether it may be done to this topic
  --group <name>        … in this consumer group
  --cluster <id>        rules for clusters are taken for this one`

/**
 * Reads the command's arguments.
 *
 * @param input  standard input, read when the arguments say so
 * @throws Error  they cannot be read, or do not say whose rights are asked for
 */
export async function readArguments(args: readonly string[], input: () => Promise<string>): Promise<Asked> {
  const text = { type: 'string' } as const
  const names = { token: text, user: text, scopes: text, principal: text, topic: text, group: text, cluster: text }
  const { values } = parseArgs({ args: [...args], options: names, strict: true })
  const { token, user, scopes, principal, topic, group, cluster } = values
  if ([token, user, scopes ?? principal].filter((way) => way !== undefined).length !== 1) throw new Error(USAGE)
  const about = { ...(topic && { topic }), ...(group && { group }), ...(cluster && { cluster }) }
  const nobody = { principal: principal ?? 'somebody', scopes: scopes?.split(/[\s,]+/).filter(Boolean) ?? [], ...about }
  if (token !== undefined) return { ...nobody, authorization: `Bearer ${token === '-' ? await input() : token}` }
  if (user === undefined) return nobody
  return { ...nobody, authorization: `Basic ${Buffer.from(`${user}:${await input()}`).toString('base64')}` }
}
