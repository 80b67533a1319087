import { type BinaryLike, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** A password's hash and how it is made (RFC 7914). */
export interface ScryptHash {
  /** Binary logarithm of the cost N; memory is 2^ln · r · 128 bytes. */
  readonly ln: number
  readonly r: number
  readonly p: number
  readonly salt: Buffer
  readonly hash: Buffer
}

const derive = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt)

/** 16 MiB and some 60 ms for each check. */
const NEW = { ln: 14, r: 8, p: 1 } as const
/** What a file may ask for: 128 MiB, and a second or two. */
const MAX = { ln: 17, r: 16, p: 4, memory: 128 * 1024 * 1024 } as const

/** `$scrypt$ln=14,r=8,p=1$salt$hash`, both in Base64 without padding: the PHC string format. */
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

/**
 * Reads a hash.
 *
 * @returns undefined when the text is none, or asks for less than 2^10 or more work than is good
 */
export function parseHash(text: string): ScryptHash | undefined {
  const [, ln, r, p, salt = '', hash = ''] = FORM.exec(text) ?? []
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  if (!(cost.ln >= 10 && cost.r >= 1 && cost.p >= 1)) return undefined
  if (cost.ln > MAX.ln || cost.r > MAX.r || cost.p > MAX.p || memoryOf(cost) > MAX.memory) return undefined
  return { ...cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}

/** Whether it is the password; takes the same time for any. */
export async function matches(password: string, known: ScryptHash): Promise<boolean> {
  return timingSafeEqual(await hashOf(password, known, known.hash.length), known.hash)
}

/** Hashes a password for a file of users. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await hashOf(password, { ...NEW, salt }, 32)
  const [saltText, hashText] = [salt, hash].map((bytes) => bytes.toString('base64').replaceAll('=', ''))
  return `$scrypt$ln=${NEW.ln},r=${NEW.r},p=${NEW.p}$${saltText}$${hashText}`
}

function hashOf(password: string, known: Omit<ScryptHash, 'hash'>, bytes: number): Promise<Buffer> {
  const options = { N: 2 ** known.ln, r: known.r, p: known.p, maxmem: 2 * memoryOf(known) }
  return derive(password.normalize('NFC'), known.salt, bytes, options)
}

function memoryOf({ ln, r }: { readonly ln: number; readonly r: number }): number {
  return 2 ** ln * r * 128
}
