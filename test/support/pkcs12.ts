import { createCipheriv, createHash, createHmac, type KeyObject, pbkdf2Sync, randomBytes } from 'node:crypto'
import { der } from './der.ts'

export interface Pkcs12Content {
  readonly privateKey: KeyObject
  /** DER; the key's own first. */
  readonly certificates: readonly Buffer[]
  readonly password: string
}

const DATA = '1.2.840.113549.1.7.1'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const KEY_BAG = '1.2.840.113549.1.12.10.1.2'
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3'
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'
const FRIENDLY_NAME = '1.2.840.113549.1.9.20'
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21'
const ITERATIONS = 2048

/** A PKCS#12 file (RFC 7292) in the form of today's tools: PBES2 with AES-256, and a SHA-256 MAC over all of it. */
export function writePkcs12({ privateKey, certificates, password }: Pkcs12Content): Buffer {
  const keyId = attribute(LOCAL_KEY_ID, der.octets(Buffer.of(1)))
  const name = attribute(FRIENDLY_NAME, der.element(0x1e, Buffer.from('test', 'utf16le').swap16()))
  const encrypted = privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: password })
  const keyBag = der.sequence(der.oid(KEY_BAG), der.explicit(0, encrypted), der.set(name, keyId))
  const certificateBags = certificates.map((certificate, index) =>
    der.sequence(
      der.oid(CERTIFICATE_BAG),
      der.explicit(0, der.sequence(der.oid(X509_CERTIFICATE), der.explicit(0, der.octets(certificate)))),
      ...(index === 0 ? [der.set(name, keyId)] : []),
    ),
  )
  const safe = der.sequence(encryptedData(der.sequence(...certificateBags), password), data(der.sequence(keyBag)))
  return der.sequence(der.integer(3), data(safe), mac(safe, password))
}

function data(content: Buffer): Buffer {
  return der.sequence(der.oid(DATA), der.explicit(0, der.octets(content)))
}

function attribute(oid: string, value: Buffer): Buffer {
  return der.sequence(der.oid(oid), der.set(value))
}

function encryptedData(content: Buffer, password: string): Buffer {
  const [salt, iv] = [randomBytes(16), randomBytes(16)]
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256'), iv)
  const pbkdf2 = der.sequence(
    der.oid('1.2.840.113549.1.5.12'),
    der.sequence(
      der.octets(salt),
      der.integer(ITERATIONS),
      der.sequence(der.oid('1.2.840.113549.2.9'), der.null()), // HMAC with SHA-256
    ),
  )
  const aes256 = der.sequence(der.oid('2.16.840.1.101.3.4.1.42'), der.octets(iv))
  const pbes2 = der.sequence(der.oid('1.2.840.113549.1.5.13'), der.sequence(pbkdf2, aes256))
  const bytes = Buffer.concat([cipher.update(content), cipher.final()])
  const inner = der.sequence(der.oid(DATA), pbes2, der.element(0x80, bytes))
  return der.sequence(der.oid(ENCRYPTED_DATA), der.explicit(0, der.sequence(der.integer(0), inner)))
}

function mac(safe: Buffer, password: string): Buffer {
  const salt = randomBytes(16)
  const digest = createHmac('sha256', macKey(password, salt)).update(safe).digest()
  const sha256 = der.sequence(der.oid('2.16.840.1.101.3.4.2.1'), der.null())
  return der.sequence(der.sequence(sha256, der.octets(digest)), der.octets(salt), der.integer(ITERATIONS))
}

/** RFC 7292, appendix B.2, for one block of SHA-256 and the purpose 3, integrity. */
function macKey(password: string, salt: Buffer): Buffer {
  const secret = Buffer.from(`${password}\0`, 'utf16le').swap16()
  const repeat = (bytes: Buffer) => Buffer.alloc(64 * Math.ceil(bytes.length / 64), bytes)
  let key = createHash('sha256')
    .update(Buffer.concat([Buffer.alloc(64, 3), repeat(salt), repeat(secret)]))
    .digest()
  for (let i = 1; i < ITERATIONS; i++) key = createHash('sha256').update(key).digest()
  return key
}
