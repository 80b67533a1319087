interface Closable {
  close(): Promise<unknown>
}

/**
 * Lends one and the same thing to all who want it at the same time or soon after one another. It is made when somebody
 * wants it, and closed when nobody has wanted it for a while, so that no test file has to.
 *
 * @param idleMs  the while; with 0 the borrower waits until it is closed
 */
export function lent<Thing extends Closable>(
  make: () => Thing,
  idleMs: number,
): <Result>(use: (thing: Thing) => Promise<Result>) => Promise<Result> {
  let thing: Thing | undefined
  let users = 0
  let idle: NodeJS.Timeout | undefined

  async function close(): Promise<void> {
    const closing = thing
    thing = undefined
    await closing?.close()
  }

  return async (use) => {
    clearTimeout(idle)
    thing ??= make()
    users++
    try {
      return await use(thing)
    } finally {
      users--
      if (users === 0 && idleMs === 0) await close()
      else if (users === 0) idle = setTimeout(close, idleMs)
    }
  }
}
