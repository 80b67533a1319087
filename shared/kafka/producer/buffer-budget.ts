/** Bytes that may be under way at once; who wants more waits its turn. */
export interface BufferBudget {
  readonly used: number
  /**
   * Takes `bytes`, at once when there is room. One that is larger than the whole budget gets its turn when nothing else
   * is under way.
   *
   * @returns whether there was room before the deadline (epoch ms); a promise only when it had to wait
   */
  take(bytes: number, deadline: number): true | Promise<boolean>
  give(bytes: number): void
}

export function createBufferBudget(limit: number): BufferBudget {
  let used = 0
  const waiting: { bytes: number; admit: () => void }[] = []
  const fits = (bytes: number) => used === 0 || used + bytes <= limit

  function admit(): void {
    for (let next = waiting[0]; next && fits(next.bytes); next = waiting[0]) {
      waiting.shift()
      used += next.bytes
      next.admit()
    }
  }

  return {
    get used() {
      return used
    },
    take(bytes, deadline) {
      if (waiting.length === 0 && fits(bytes)) {
        used += bytes
        return true
      }
      return new Promise((resolve) => {
        const timer = setTimeout(
          () => {
            waiting.splice(waiting.indexOf(turn), 1)
            resolve(false)
            // Whoever stood behind may need less.
            admit()
          },
          Math.max(0, deadline - Date.now()),
        )
        const turn = {
          bytes,
          admit() {
            clearTimeout(timer)
            resolve(true)
          },
        }
        waiting.push(turn)
      })
    },
    give(bytes) {
      used -= bytes
      admit()
    },
  }
}
