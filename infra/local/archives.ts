import { join } from 'node:path'
import { cacheFolder, fetched } from './boot/cache.mjs'
import { apicurioVersion } from './downloads/apicurio.ts'
import { type Java, java } from './downloads/java.ts'
import { kafkaVersion } from './downloads/kafka.ts'
import { archiveName } from './jvm.ts'
import { startBroker } from './kafka/broker.ts'
import type { Progress } from './processes/progress.ts'
import { startRegistry } from './registry.ts'

interface Stoppable {
  stop(graceMs?: number): Promise<void>
}

/**
 * Lets the broker and the registry each run once so that Java keeps their loaded classes in an archive: every later start
 * takes half the time and half the processor. Done when they are downloaded, and again for another Java.
 */
export async function prepareArchives(progress: Progress): Promise<void> {
  const runtime = await java(progress)
  const kafka = (dir: string, jvm: string[]) => startBroker({ dir, jvm, progress })
  const registry = (dir: string, jvm: string[]) => startRegistry({ dir, jvm, progress })
  await Promise.all([
    prepare(`kafka-${kafkaVersion}`, runtime, kafka, progress),
    prepare(`apicurio-${apicurioVersion}`, runtime, registry, progress),
  ])
}

async function prepare(
  program: string,
  runtime: Java,
  start: (dir: string, jvm: string[]) => Promise<Stoppable>,
  { say, signal }: Progress,
): Promise<void> {
  const rehearse = async (temp: string) => {
    say(`Preparing ${program} for quick starts, once …`)
    const server = await start(join(temp, 'run'), [`-XX:ArchiveClassesAtExit=${join(temp, 'classes.jsa')}`])
    // Writing the archive is part of its exit. Where it fails the folder stays without one, and starts are merely slower.
    await server.stop(60_000)
  }
  await fetched(cacheFolder(), archiveName(program, runtime), rehearse, signal ? { signal } : {})
}
