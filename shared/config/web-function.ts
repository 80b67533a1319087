import { variableOf } from './setting.ts'
import { HTTP_SETTINGS } from './settings/http.ts'
import { V3_PRODUCE_SETTINGS } from './settings/v3-produce.ts'

/** AWS ends a Web Function's environment one second after SIGTERM; what is left is for the process's own end. */
const SHUTDOWN_MS = 700
/** Of it, how long streams of records may go on to be answered. */
const STREAM_GRACE_MS = 200

type Environment = Readonly<Record<string, string | undefined>>

/** The node server as a Lambda Web Function. */
export interface WebFunction {
  /** For its metrics. */
  readonly name: string
}

/** `undefined` where AWS does not run the process as one. */
export function webFunctionOf(environment: Environment): WebFunction | undefined {
  if (!environment.AWS_LAMBDA_HTTP_ENDPOINT) return undefined
  return { name: environment.AWS_LAMBDA_FUNCTION_NAME || 'web-function' }
}

/**
 * The settings of a Web Function: it listens where AWS says and nowhere else, and is done in the time that AWS gives it, whatever
 * is configured besides. Elsewhere they are as they were.
 *
 * @param environment  with `AWS_LAMBDA_HTTP_ENDPOINT`, `host:port`
 */
export function webFunctionEnvironment(environment: Environment): Environment {
  const endpoint = environment.AWS_LAMBDA_HTTP_ENDPOINT
  if (!endpoint) return environment
  const shutdown = variableOf(HTTP_SETTINGS.shutdownTimeoutMs.name)
  const grace = variableOf(V3_PRODUCE_SETTINGS.streamGraceMs.name)
  return {
    ...environment,
    [variableOf(HTTP_SETTINGS.listeners.name)]: endpoint.includes('://') ? endpoint : `http://${endpoint}`,
    [shutdown]: atMost(SHUTDOWN_MS, environment[shutdown]),
    [grace]: atMost(STREAM_GRACE_MS, environment[grace]),
  }
}

/** What is no number is left for whoever says so. */
function atMost(most: number, given = String(most)): string {
  return Number(given) > most ? String(most) : given
}
