import { after, before } from 'node:test'
import { startApp, type Target } from '../support/targets.ts'
import { type Peer, startPeer } from './peer.ts'

/** The two sides of an exchange, as long as a file's tests run. */
export interface Sides {
  readonly peer: Peer
  readonly proxy: Target
}

/** Starts both before the file's tests, and ends them behind these. @returns them, for a test */
export function useSides(): () => Sides {
  let sides: Sides
  before(async () => {
    sides = { peer: startPeer(), proxy: await startApp() }
  })
  after(async () => {
    sides.peer.close()
    await sides.proxy.close()
  })
  return () => sides
}
