/** As many different things are remembered; beyond it all may be told again. */
const MOST = 1000

/**
 * Says a thing at most once in a time.
 *
 * @param periodMs  after which it may be said again
 * @returns called with what it is about, and with how to say it
 */
export function oncePer(periodMs: number): (about: string, say: () => void) => void {
  const told = new Map<string, number>()
  return (about, say) => {
    const now = Date.now()
    if (now - (told.get(about) ?? Number.NEGATIVE_INFINITY) < periodMs) return
    if (told.size >= MOST) told.clear()
    told.set(about, now)
    say()
  }
}
