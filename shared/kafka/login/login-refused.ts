import { TokenUnavailable } from './token.ts'

const AUTHENTICATION = 'PLT_KFK_AUTHENTICATION'
const NO_ANSWER = new Set(['PLT_KFK_NETWORK', 'PLT_KFK_TIMEOUT'])

/**
 * Whether a connection failed because the broker, or who makes tokens for it, refused the login.
 *
 * The client library calls any failure of the SASL handshake one of authentication, also a connection that was cut in the
 * middle of it, or a token that could not be had: only one without such a failure beneath is somebody's word.
 */
export function isLoginRefused(error: unknown): boolean {
  const causes = [...chain(error)]
  const refusal = causes.findIndex(({ code }) => code === AUTHENTICATION)
  return refusal >= 0 && !causes.slice(refusal).some(isSilence)
}

function isSilence(cause: Error & { code?: string }): boolean {
  return cause instanceof TokenUnavailable || NO_ANSWER.has(cause.code ?? '')
}

function* chain(error: unknown): Generator<Error & { code?: string }> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) yield cause
}
