import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { locked } from './lock.mjs'

/** Where downloads are kept; see cache.d.mts. */
export function cacheFolder(env = process.env) {
  if (env.KAFKA_REST_EDGE_CACHE) return resolve(env.KAFKA_REST_EDGE_CACHE)
  const base = env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : join(homedir(), '.cache')
  return join(base, 'kafka-rest-edge')
}

/** The folder of a download, made when it is not there yet; see cache.d.mts. */
export async function fetched(cache, name, make, { waiting, signal } = {}) {
  const target = join(cache, name)
  if (existsSync(target)) return target
  mkdirSync(cache, { recursive: true })
  const once = async () => {
    if (existsSync(target)) return target
    const unfinished = `${name}.tmp-`
    for (const entry of readdirSync(cache)) {
      if (entry.startsWith(unfinished)) rmSync(join(cache, entry), { recursive: true, force: true })
    }
    const temp = mkdtempSync(join(cache, unfinished))
    try {
      await make(temp)
      renameSync(temp, target)
    } finally {
      rmSync(temp, { recursive: true, force: true })
    }
    return target
  }
  return locked(`${target}.lock`, once, { waiting, signal })
}
