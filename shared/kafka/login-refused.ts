const AUTHENTICATION = 'PLT_KFK_AUTHENTICATION'
const NO_ANSWER = new Set(['PLT_KFK_NETWORK', 'PLT_KFK_TIMEOUT'])

/**
 * Whether a connection failed because the broker refused the login.
 *
 * The client library calls any failure of the SASL handshake one of authentication, also a connection that was cut in the
 * middle of it: only one without a network failure beneath is the broker's word.
 */
export function isLoginRefused(error: unknown): boolean {
  const codes = [...chain(error)].map(({ code }) => code ?? '')
  const refusal = codes.indexOf(AUTHENTICATION)
  return refusal >= 0 && !codes.slice(refusal).some((code) => NO_ANSWER.has(code))
}

function* chain(error: unknown): Generator<{ code?: string }> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) yield cause as { code?: string }
}
