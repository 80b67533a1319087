import type { LockOptions } from './lock.mjs'

/**
 * Where downloads are kept: `$KAFKA_REST_EDGE_CACHE`, `$XDG_CACHE_HOME/kafka-rest-edge` or `~/.cache/kafka-rest-edge`.
 * A relative XDG_CACHE_HOME is ignored, as the XDG base directory specification asks.
 */
export function cacheFolder(env?: NodeJS.ProcessEnv): string

/**
 * The folder `name` of the cache. When it is not there, `make` fills a temporary folder beside it, which gets the name only
 * once it is complete: what is in the cache can be relied on. Two processes asking at once make it once; what an
 * interrupted one left is removed.
 */
export function fetched(
  cache: string,
  name: string,
  make: (folder: string) => Promise<void>,
  options?: LockOptions,
): Promise<string>
