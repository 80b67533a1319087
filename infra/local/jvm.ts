import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './boot/cache.mjs'
import type { Java } from './downloads/java.ts'

export interface JvmOptions {
  java: Java
  /** Maximum heap as -Xmx takes it. */
  heap: string
  /** The program and its version; its class archive (archives.ts) is used when there is one. */
  program: string
  /** Quick to start and small, instead of fast in the long run. Default: true. */
  lean?: boolean
  /** Further options, after ours. */
  extra?: readonly string[]
}

/** Java's own options, for a server that is started often and runs briefly beside others. */
export function jvmOptions({ java, heap, program, lean = true, extra = [] }: JvmOptions): string[] {
  const quick = lean ? ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData'] : []
  const file = join(cacheFolder(), archiveName(program, java), 'classes.jsa')
  const shared = lean && existsSync(file) ? [`-XX:SharedArchiveFile=${file}`] : []
  return [`-Xmx${heap}`, ...quick, ...shared, ...extra]
}

/** Folder in the cache of a program's class archive. It fits the Java that wrote it and no other. */
export function archiveName(program: string, { version }: Java): string {
  return `${program}-classes-${version}`
}
