/**
 * The port that an environment variable asks for.
 *
 * @throws Error  it holds something else than a port
 */
export function wantedPort(variable: string, standard: number, env: NodeJS.ProcessEnv = process.env): number {
  const text = env[variable]
  if (!text) return standard
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`${variable} is to be a port, 1 to 65535, and is "${text}".`)
  }
  return port
}
