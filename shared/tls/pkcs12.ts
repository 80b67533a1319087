import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type DerElement, oidOf, readDer } from './der.ts'
import { decryptPbes2 } from './pbes2.ts'

/** What a PKCS#12 file holds; other kinds of content are left out. */
export interface Pkcs12 {
  readonly keys: readonly KeyObject[]
  readonly certificates: readonly X509Certificate[]
}

const DATA = '1.2.840.113549.1.7.1'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const KEY = '1.2.840.113549.1.12.10.1.1'
const ENCRYPTED_KEY = '1.2.840.113549.1.12.10.1.2'
const CERTIFICATE = '1.2.840.113549.1.12.10.1.3'
const JKS_MAGIC = 0xfeedfeed

/**
 * Reads a PKCS#12 file (RFC 7292) as keytool of Java 17 and openssl 3 write it: protected by a password with PBES2.
 *
 * @param keyPassword  of the keys, when it is another one
 * @throws Error  what is wrong, in words that complete "the file …"
 */
export function readPkcs12(bytes: Buffer, password: string, keyPassword = password): Pkcs12 {
  if (bytes.length >= 4 && bytes.readUInt32BE() === JKS_MAGIC) {
    throw new Error('is a JKS file; make it PKCS12 with keytool -importkeystore -deststoretype PKCS12')
  }
  const keys: KeyObject[] = []
  const certificates: X509Certificate[] = []
  for (const bag of bagsOf(bytes, password)) {
    const kind = oidOf(element(bag, 0))
    if (kind === CERTIFICATE) certificates.push(new X509Certificate(element(bag, 1, 0, 1, 0).content))
    else if (kind === KEY || kind === ENCRYPTED_KEY) keys.push(privateKey(element(bag, 1, 0).whole, keyPassword))
  }
  return { keys, certificates }
}

/** The contents of all bags, whatever they are wrapped in. */
function bagsOf(bytes: Buffer, password: string): Buffer[] {
  return safesOf(bytes).flatMap((safe) => {
    const type = oidOf(element(safe, 0))
    if (type === DATA) return contents(element(safe, 1, 0).content)
    if (type !== ENCRYPTED_DATA) return []
    const bytes = decryptPbes2(element(safe, 1, 0, 1, 1), element(safe, 1, 0, 1, 2).content, password)
    try {
      return contents(bytes)
    } catch (cause) {
      // One wrong password in 256 leaves what looks like a padding.
      throw new Error('is not opened by its password', { cause })
    }
  })
}

function safesOf(bytes: Buffer): Buffer[] {
  try {
    return contents(element(bytes, 0, 1, 1, 0).content)
  } catch {
    throw new Error('is neither PEM nor PKCS12')
  }
}

function privateKey(bytes: Buffer, password: string): KeyObject {
  try {
    return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8', passphrase: password })
  } catch (cause) {
    throw new Error('holds a key that its password does not open', { cause })
  }
}

/** What the members of the sequence at the beginning of `bytes` contain. */
function contents(bytes: Buffer): Buffer[] {
  return readDer(element(bytes, 0).content).map(({ content }) => content)
}

/** The element at a place: the first number counts the elements in `bytes`, each next one those in the element before. */
function element(bytes: Buffer, ...path: readonly number[]): DerElement {
  let content = bytes
  let found: DerElement | undefined
  for (const index of path) {
    found = readDer(content)[index]
    if (found === undefined) throw new Error('is cut off or damaged')
    content = found.content
  }
  return found as DerElement
}
