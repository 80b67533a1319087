import { getCiphers } from 'node:tls'

/**
 * A cipher suite by the name that OpenSSL has for it: given that, or the IANA's, as Java has them
 * (`TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`).
 *
 * @returns undefined when there is none of that name
 */
export function cipherSuite(name: string): string | undefined {
  const known = new Set(getCiphers().map((each) => each.toUpperCase()))
  const upper = name.toUpperCase()
  if (known.has(upper)) return upper
  const [, exchange, cipher] = /^TLS_(\w+)_WITH_(\w+)$/.exec(upper) ?? []
  if (exchange === undefined || cipher === undefined) return undefined
  const parts = cipher
    .replace(/^AES_(\d+)_/, 'AES$1_')
    // That of CHACHA20 is the only one there is, CBC is what is meant without a word.
    .replace(/^(CHACHA20_POLY1305)_SHA256$/, '$1')
    .replace('_CBC_', '_')
    .replaceAll('_', '-')
  const found = exchange === 'RSA' ? parts : `${exchange.replaceAll('_', '-')}-${parts}`
  return known.has(found) ? found : undefined
}
