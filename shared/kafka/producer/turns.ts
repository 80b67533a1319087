import type { Lane } from './lane.ts'

/**
 * Two requests on their way to a leader keep it busy: a broker works on those of a connection one after the other (Kafka
 * protocol guide, "Network"). A third would only be smaller than one that is made when it can be sent.
 */
const MOST_UNDER_WAY = 2

/** Who may send to a leader, and who waits until it has answered. */
export interface Turns {
  /** Whether a request may be sent now; a lane that may not is busy until it is released. */
  take(leader: number, lane: Lane, now: number): boolean
  /** A request has been sent. */
  sent(leader: number): void
  /** It has been answered, or failed. @returns the lanes that waited for it */
  ended(leader: number): readonly Lane[]
}

interface Leader {
  underWay: number
  waiting: Lane[]
}

export function createTurns(): Turns {
  const leaders = new Map<number, Leader>()

  return {
    take(id, lane, now) {
      const leader = leaders.get(id)
      if (!leader || leader.underWay < MOST_UNDER_WAY) return true
      leader.waiting.push(lane)
      lane.busy = true
      // From now on it counts how long the leader takes.
      lane.lastUse = now
      return false
    },
    sent(id) {
      const leader = leaders.get(id)
      if (leader) leader.underWay++
      else leaders.set(id, { underWay: 1, waiting: [] })
    },
    ended(id) {
      const leader = leaders.get(id) as Leader
      const { waiting } = leader
      leader.underWay--
      leader.waiting = []
      if (leader.underWay === 0) leaders.delete(id)
      return waiting
    },
  }
}
