import { variableOf } from './setting.ts'
import { HTTP_SETTINGS } from './settings/http.ts'
import { LIMIT_SETTINGS } from './settings/limits.ts'
import { V3_PRODUCE_SETTINGS } from './settings/v3-produce.ts'

/** AWS ends a Web Function's environment one second after SIGTERM; what is left is for the process's own end. */
const SHUTDOWN_MS = 700
/** Of it, how long streams of records may go on to be answered. */
const STREAM_GRACE_MS = 200
/**
 * The platform hands on all of a request's body before it takes a byte of the answer: a stream must hold its answers until then,
 * rather than wait for them to be taken and for ever be waited for itself.
 */
const STREAM_OPEN_BYTES = 32 * 1024 * 1024
/** As long as a request may take at most, and an answer be left. */
const REQUEST_MS = 900_000

type Environment = Readonly<Record<string, string | undefined>>

/** Whether AWS runs the node server as a Lambda Web Function. */
export function isWebFunction(environment: Environment): boolean {
  return !!environment.AWS_LAMBDA_HTTP_ENDPOINT
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
  const { listeners, shutdownTimeoutMs } = HTTP_SETTINGS
  const { streamGraceMs, streamOpenBytes } = V3_PRODUCE_SETTINGS
  const given = ({ name }: { readonly name: string }) => environment[variableOf(name)]
  return {
    ...environment,
    [variableOf(listeners.name)]: endpoint.includes('://') ? endpoint : `http://${endpoint}`,
    [variableOf(shutdownTimeoutMs.name)]: atMost(SHUTDOWN_MS, given(shutdownTimeoutMs)),
    [variableOf(streamGraceMs.name)]: atMost(STREAM_GRACE_MS, given(streamGraceMs)),
    [variableOf(streamOpenBytes.name)]: given(streamOpenBytes) ?? String(STREAM_OPEN_BYTES),
    [variableOf(LIMIT_SETTINGS.answerTimeoutMs.name)]: given(LIMIT_SETTINGS.answerTimeoutMs) ?? String(REQUEST_MS),
  }
}

/** What is no number is left for whoever says so. */
function atMost(most: number, given = String(most)): string {
  return Number(given) > most ? String(most) : given
}
