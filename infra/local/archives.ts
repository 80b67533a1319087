import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, fetched } from './boot/cache.mjs'
import { apicurioFolder, apicurioVersion } from './downloads/apicurio.ts'
import { java } from './downloads/java.ts'
import { kafkaClassPath, kafkaVersion } from './downloads/kafka.ts'
import { archiveName } from './jvm.ts'
import { startBroker } from './kafka/broker.ts'
import type { Progress } from './processes/progress.ts'
import { sweep } from './processes/sweep.ts'
import { together } from './processes/together.ts'
import { startRegistry } from './registry.ts'

interface Stoppable {
  stop(graceMs?: number): Promise<void>
}

/**
 * Downloads the broker and the registry if need be, and lets each run once so that Java keeps their loaded classes in an
 * archive: every later start takes half the time and half the processor. Done once per version and Java.
 */
export async function prepareArchives(progress: Progress): Promise<void> {
  await together(progress, [
    (shared) => prepare(`kafka-${kafkaVersion}`, kafkaClassPath, startBroker, shared),
    (shared) => prepare(`apicurio-${apicurioVersion}`, apicurioFolder, startRegistry, shared),
  ])
}

async function prepare(
  program: string,
  get: (progress: Progress) => Promise<unknown>,
  start: (options: { dir: string; jvm: string[]; progress: Progress }) => Promise<Stoppable>,
  progress: Progress,
): Promise<void> {
  const [runtime] = await together(progress, [java, get])
  const name = archiveName(program, runtime)
  const dir = join(cacheFolder(), `${name}.run`)
  const rehearse = async (temp: string) => {
    progress.say(`Preparing ${program} for quick starts, once …`)
    // Of a rehearsal that was killed.
    await sweep(dir, 0)
    rmSync(dir, { recursive: true, force: true })
    const jvm = [`-XX:ArchiveClassesAtExit=${join(temp, 'classes.jsa')}`]
    const server = await start({ dir, jvm, progress })
    // Writing the archive is part of its exit. Where it fails the folder stays without one, and starts are merely slower.
    await server.stop(60_000)
    rmSync(dir, { recursive: true, force: true })
  }
  const { signal } = progress
  await fetched(cacheFolder(), name, rehearse, signal ? { signal } : {})
}
