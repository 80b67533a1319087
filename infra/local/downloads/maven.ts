import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../boot/cache.mjs'
import { locked } from '../boot/lock.mjs'
import type { Progress } from '../processes/progress.ts'
import { java } from './java.ts'
import { MissingTool, runTool } from './tool.ts'

const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'

/** Maven coordinates: `group:artifact:version`. */
export type Coordinates = `${string}:${string}:${string}`

/**
 * Runs a goal of Maven's dependency plugin on a project that has nothing but the given dependencies.
 *
 * @param folder  where the project file is written and paths in `options` start
 * @throws MissingTool  there is no mvn
 */
export async function maven(
  goal: 'copy-dependencies' | 'unpack',
  folder: string,
  dependencies: readonly Coordinates[],
  options: readonly string[],
  progress: Progress,
): Promise<void> {
  writeFileSync(join(folder, 'pom.xml'), project(dependencies))
  const { signal } = progress
  const args = ['--quiet', '--batch-mode', '--file', join(folder, 'pom.xml'), `${plugin}:${goal}`, ...options]
  const run = async () => {
    const result = await runTool('mvn', args, { cwd: folder, signal, env: await environment(progress) })
    if (result === undefined)
      throw new MissingTool('mvn', 'to get Kafka and a registry', { apt: 'maven', brew: 'maven' })
    if (result.code !== 0) throw new Error(`mvn failed:\n${errors(result.output)}`)
  }
  // Maven's own cache does not like two writers.
  await locked(join(cacheFolder(), 'maven.lock'), run, signal ? { signal } : {})
}

// Maven is content with any Java. Where there is none it gets the one that the servers run on.
async function environment(progress: Progress): Promise<NodeJS.ProcessEnv> {
  if (process.env.JAVA_HOME || (await runTool('java', ['-version']))?.code === 0) return process.env
  const { home } = await java(progress)
  return { ...process.env, ...(home === undefined ? {} : { JAVA_HOME: home }) }
}

function errors(output: string): string {
  const lines = output.split('\n').filter((line) => line.includes('ERROR'))
  return (lines.length > 0 ? lines.slice(0, 3).join('\n') : output).trim()
}

function project(dependencies: readonly Coordinates[]): string {
  const elements = dependencies.map((coordinates) => {
    const [group, artifact, version] = coordinates.split(':')
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId>
  <artifactId>stack</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>${elements.join('')}</dependencies>
</project>
`
}
