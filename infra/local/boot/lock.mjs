import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, startTime } from './identity.mjs'

const pollMs = 100
const unwrittenMs = 5_000

/** Does the work while holding a lock file; see lock.d.mts. */
export async function locked(path, work, { waiting, signal } = {}) {
  const holder = { pid: process.pid, started: startTime(process.pid), id: randomUUID() }
  const mine = JSON.stringify(holder)
  mkdirSync(dirname(path), { recursive: true })
  let told = false
  while (!take(path, mine)) {
    if (release(path, (content) => isStale(path, content))) continue
    if (!told) waiting?.()
    told = true
    await delay(pollMs, undefined, { signal })
  }
  try {
    return await work()
  } finally {
    release(path, (content) => content === mine)
  }
}

function take(path, content) {
  try {
    writeFileSync(path, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

// Moved aside before it is removed, and put back if it turns out to be another's: between reading and removing, a third
// process may have removed the stale file and taken the lock.
function release(path, removable) {
  const content = read(path)
  if (content === undefined) return true
  if (!removable(content)) return false
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (error.code === 'ENOENT') return true
    throw error
  }
  const moved = read(aside)
  if (moved !== content && moved !== undefined) take(path, moved)
  rmSync(aside, { force: true })
  return true
}

function isStale(path, content) {
  try {
    return !isAlive(JSON.parse(content))
  } catch {
    // Taken but not yet written, unless its taker died in between.
    try {
      return Date.now() - statSync(path).mtimeMs > unwrittenMs
    } catch {
      return false
    }
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
