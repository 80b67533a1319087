import { mkdirSync, rmSync } from 'node:fs'
import { sweep } from '../../../infra/local/processes/sweep.ts'

/** Where a stage stands. */
export interface Ground {
  /** Gets the end of each part, in the order of their starts. */
  readonly closers: (() => Promise<void>)[]
  /** Ends all parts, the last one first, and removes the folder. */
  close(): Promise<void>
}

/** Makes a folder for a stage; what a run that was killed left in there is ended and removed. */
export async function clearGround(dir: string): Promise<Ground> {
  const closers: (() => Promise<void>)[] = []
  async function close(): Promise<void> {
    for (const end of closers.splice(0).reverse()) await end()
    await sweep(dir, 2_000)
    rmSync(dir, { recursive: true, force: true })
  }
  await close()
  mkdirSync(dir, { recursive: true })
  return { closers, close }
}
