import { createDecipheriv, pbkdf2Sync } from 'node:crypto'
import { type DerElement, oidOf, readDer } from './der.ts'

const PBES2 = '1.2.840.113549.1.5.13'
const DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}
const CIPHERS: Readonly<Record<string, { readonly name: string; readonly keyBytes: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
}
const INTEGER = 0x02
/** More than any tool uses; a file that asks for more would hold up the start. */
const MOST_ITERATIONS = 10_000_000

/**
 * Decrypts what is protected by a password with PBES2 (RFC 8018): PBKDF2 and AES.
 *
 * @param algorithm  the AlgorithmIdentifier
 * @throws Error  what is wrong, in words that complete "the file …"
 */
export function decryptPbes2(algorithm: DerElement, bytes: Buffer, password: string): Buffer {
  const [scheme, parameters] = readDer(algorithm.content)
  if (scheme === undefined || parameters === undefined || oidOf(scheme) !== PBES2) throw outdated()
  const [derivation, encryption] = readDer(parameters.content).map(({ content }) => readDer(content))
  const [salt, iterations, ...more] = readDer(derivation?.[1]?.content ?? Buffer.alloc(0))
  const prf = more.find(({ tag }) => tag !== INTEGER)
  const digest = prf ? DIGESTS[oidOf(readDer(prf.content)[0] as DerElement)] : 'sha1'
  const cipher = encryption?.[0] && CIPHERS[oidOf(encryption[0])]
  const iv = encryption?.[1]?.content
  if (!salt || !iterations || !digest || !cipher || !iv) throw outdated()
  const rounds = Number(BigInt(`0x${iterations.content.toString('hex') || '0'}`))
  if (rounds < 1 || rounds > MOST_ITERATIONS) throw new Error('is cut off or damaged')
  const key = pbkdf2Sync(password, salt.content, rounds, cipher.keyBytes, digest)
  try {
    const decipher = createDecipheriv(cipher.name, key, iv)
    return Buffer.concat([decipher.update(bytes), decipher.final()])
  } catch (cause) {
    throw new Error('is not opened by its password', { cause })
  }
}

function outdated(): Error {
  return new Error('is encrypted in an outdated way; write it anew with keytool of Java 17 or openssl 3')
}
