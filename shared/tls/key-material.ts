import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readPkcs12 } from './pkcs12.ts'

/** A certificate chain, its own certificate first, and the private key of that: PEM, the key as unencrypted PKCS#8. */
export interface KeyMaterial {
  readonly certificate: string
  readonly key: string
}

const PEM_CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g
const PEM_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/

/**
 * All certificates in a trust store, PEM or PKCS#12, as PEM.
 *
 * @throws Error  what is wrong, in words that complete "the file …"
 */
export function readTrustStore(bytes: Buffer, password = ''): string {
  const found = isPem(bytes) ? pemCertificates(bytes.toString()) : readPkcs12(bytes, password).certificates
  if (found.length === 0) throw new Error('holds no certificate')
  return found.map(String).join('')
}

/**
 * The key and its certificates in a key store, PEM (both in one) or PKCS#12.
 *
 * @throws Error  what is wrong, in words that complete "the file …"
 */
export function readKeyStore(bytes: Buffer, password = '', keyPassword = password): KeyMaterial {
  if (isPem(bytes)) return readPemKey(bytes.toString(), bytes.toString(), keyPassword)
  const { keys, certificates } = readPkcs12(bytes, password, keyPassword)
  const [key] = keys
  if (key === undefined) throw new Error('holds no private key')
  return material(key, certificates)
}

/**
 * A key and its certificates, both PEM.
 *
 * @param password  of the key, when it is encrypted
 * @throws Error  what is wrong, in words that complete "the file …"
 */
export function readPemKey(chain: string, key: string, password?: string): KeyMaterial {
  const pem = PEM_KEY.exec(key)?.[0]
  if (pem === undefined) throw new Error('holds no private key')
  return material(openKey(pem, password), pemCertificates(chain))
}

/** @throws Error  one of the certificates in the text cannot be read */
function pemCertificates(text: string): X509Certificate[] {
  return (text.match(PEM_CERTIFICATE) ?? []).map((pem) => {
    try {
      return new X509Certificate(pem)
    } catch (cause) {
      throw new Error('holds a certificate that cannot be read', { cause })
    }
  })
}

function openKey(pem: string, password: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(password && { passphrase: password }) })
  } catch (cause) {
    throw new Error(`holds a key that ${password ? 'its password does not open' : 'needs a password'}`, { cause })
  }
}

/** Chains in a key store come in any order, in TLS each certificate certifies the one before. */
function material(key: KeyObject, certificates: readonly X509Certificate[]): KeyMaterial {
  let next = certificates.find((each) => each.checkPrivateKey(key))
  if (next === undefined) throw new Error('holds no certificate of its private key')
  const chain: X509Certificate[] = []
  while (next !== undefined && !chain.includes(next)) {
    const last: X509Certificate = next
    chain.push(last)
    next = certificates.find((each) => last.checkIssued(each))
  }
  return {
    certificate: chain.map(String).join(''),
    key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

function isPem(bytes: Buffer): boolean {
  return bytes.includes('-----BEGIN ')
}
