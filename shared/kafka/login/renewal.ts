import type { Login } from '../settings.ts'

/** The login of a process whose secrets may change while it runs. */
export interface LoginRenewal {
  /** To be used for the next connection. */
  readonly current: Login
  /**
   * Reads the secrets again after a broker has refused a login.
   *
   * @returns whether there is another login to try than the refused one
   */
  renew(refused: Login): Promise<boolean>
}

export interface RenewalOptions {
  /** Reads the secrets, wherever they are. */
  readonly read: () => Promise<Login>
  /** They are not read more often, as a wrong password would ask for them at every request. Default 10,000. */
  readonly cooldownMs?: number
  /** Hears that they could not be read: the login stays as it is. */
  readonly onFailed?: (error: unknown) => void
  readonly now?: () => number
}

/** @param first  what holds until a broker refuses it */
export function createLoginRenewal(first: Login, options: RenewalOptions): LoginRenewal {
  const { read, cooldownMs = 10_000, onFailed = () => {}, now = Date.now } = options
  let current = first
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  async function readAgain(): Promise<void> {
    try {
      const found = await read()
      if (!isSame(found, current)) current = found
    } catch (error) {
      onFailed(error)
    } finally {
      readAt = now()
      reading = undefined
    }
  }

  return {
    get current() {
      return current
    },
    async renew(refused) {
      if (refused === current && (reading || now() - readAt >= cooldownMs)) {
        reading ??= readAgain()
        await reading
      }
      return refused !== current
    },
  }
}

/** A login by tokens is another one each time: its next token is. */
function isSame(one: Login, other: Login): boolean {
  return one.sasl?.mechanism !== 'OAUTHBEARER' && JSON.stringify(one) === JSON.stringify(other)
}
