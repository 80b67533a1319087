import { createHmac, randomBytes } from 'node:crypto'
import { TooManyPasswords } from '../http/errors/limits.ts'
import { createExpiringCache } from './cache.ts'
import { invalidPassword } from './challenge.ts'
import { digest } from './digest.ts'
import { matches, type ScryptHash } from './scrypt.ts'
import type { Users } from './users.ts'
import type { Identity, PasswordVerifier } from './verifier.ts'

/** A check holds a thread of Node's pool, of which there are four, and 16 MiB: others need them, too. */
const AT_ONCE = 2
/** Checks that may wait for their turn; beyond it somebody is guessing. */
const MAX_WAITING = 100

export interface BasicVerifierOptions {
  /** Who there is, at this moment: another map, and nobody is remembered any longer. */
  readonly users: () => Users
  /** How long an accepted password is not checked again. Default 60,000. */
  readonly maxAgeMs?: number | undefined
  /** Passwords remembered. Default 1,000. */
  readonly maxEntries?: number | undefined
  /** The clock, epoch milliseconds. */
  readonly now?: (() => number) | undefined
}

/**
 * Verifies names and passwords (RFC 7617) by scrypt hashes.
 *
 * A name that there is not costs the same work as one that there is. Requests with the same password share one check;
 * accepted ones are remembered by their SHA-256 under a key of the process's own, until the users change. Of others at most
 * two are checked at a time, so that guessing costs the guesser's time and not everybody's.
 */
export function createBasicVerifier(options: BasicVerifierOptions): PasswordVerifier {
  const { users, maxAgeMs = 60_000, maxEntries = 1_000, now = Date.now } = options
  const secret = randomBytes(32)
  const checking = new Map<string, Promise<Identity>>()
  const takeTurn = createTurns()
  let known = users()
  let accepted = createExpiringCache<Identity>({ maxEntries, now })

  async function check(name: string, password: string, key: string): Promise<Identity> {
    const among = known
    const user = among.get(name)
    const done = await takeTurn()
    try {
      const right = await matches(password, user?.hash ?? likeOf(name, among, secret))
      if (user === undefined || !right) throw invalidPassword()
    } finally {
      done()
    }
    const identity = { principal: name, scopes: user.scopes, claims: {}, expiresAt: Number.POSITIVE_INFINITY }
    if (among === known) accepted.set(key, identity, now() + maxAgeMs)
    return identity
  }

  return {
    name: 'basic',
    verify(name, password) {
      if (users() !== known) {
        known = users()
        accepted = createExpiringCache({ maxEntries, now })
        checking.clear()
      }
      const key = keyOf(secret, name, password)
      const found = accepted.get(key) ?? checking.get(key)
      if (found !== undefined) return found
      const pending = check(name, password, key).finally(() => {
        if (checking.get(key) === pending) checking.delete(key)
      })
      checking.set(key, pending)
      return pending
    },
  }
}

/** With the name's length, so that nobody's name and password make another's. */
function keyOf(secret: Buffer, name: string, password: string): string {
  return digest(`${secret.toString('base64')}\0${name.length}\0${name}\0${password}`)
}

/**
 * A hash to check an unknown name against: of one of the users, for the same name always the same one, so that names that
 * there are not are spread over the costs that there are.
 */
function likeOf(name: string, users: Users, secret: Buffer): ScryptHash {
  const place = createHmac('sha256', secret).update(name).digest().readUInt32BE() % users.size
  const user = [...users.values()][place]
  if (user === undefined) throw invalidPassword()
  return user.hash
}

/** Lets a few through at a time, in the order in which they came. @throws TooManyPasswords  too many are waiting */
function createTurns(): () => Promise<() => void> {
  const waiting: (() => void)[] = []
  let busy = 0

  function done(): void {
    busy--
    waiting.shift()?.()
  }

  return async () => {
    if (busy >= AT_ONCE) {
      if (waiting.length >= MAX_WAITING) throw new TooManyPasswords()
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    busy++
    return done
  }
}
