import { NotKafka } from '../connection/frames.ts'

const CERTIFICATE_FAULTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the broker’s certificate has expired',
  CERT_NOT_YET_VALID: 'the broker’s certificate is not valid yet',
  CERT_REVOKED: 'the broker’s certificate is revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the broker’s certificate is for another host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the broker’s certificate is of an authority that is not trusted here',
  SELF_SIGNED_CERT_IN_CHAIN: 'the broker’s certificate is of an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'the broker’s certificate is of an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the broker’s certificate is of an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the broker’s certificate is of an authority that is not trusted here',
  CERT_SIGNATURE_FAILURE: 'the broker’s certificate is of an authority that is not trusted here',
}
/** OpenSSL's names of the alerts by which a broker refuses our certificate, or that there is none (RFC 8446, 6.2). */
const ALERT = /_ALERT_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|ACCESS_DENIED)$/
const NO_COMMON_GROUND = /_ALERT_(HANDSHAKE_FAILURE|PROTOCOL_VERSION|INSUFFICIENT_SECURITY)$/

/** Why TLS could not be agreed upon, in words that complete "no secure connection: …"; `undefined` when it isn't that. */
export function tlsFailure(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code = '' } = cause as { code?: string }
    const fault = CERTIFICATE_FAULTS[code]
    if (fault) return fault
    if (ALERT.test(code)) return 'the broker does not accept this proxy’s certificate, or wants one'
    if (NO_COMMON_GROUND.test(code)) return 'the broker and this proxy have no version or cipher of TLS in common'
    if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG')
      return 'the broker’s listener does not speak TLS'
    if (cause instanceof NotKafka && cause.isTls) return 'the broker’s listener speaks TLS, which is not configured'
  }
  return undefined
}
