import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Progress } from '../../processes/progress.ts'
import { MissingTool, runTool } from '../tool.ts'

const tools = ['g++', 'make', 'python3'] as const
const headers = ['openssl/ssl.h', 'zlib.h', 'zstd.h']
const packages = 'g++ make python3 libssl-dev zlib1g-dev libzstd-dev'
const needed = 'to build the addon of librdkafka for this Node'

/**
 * Sees to it that there is all that a build takes. As root on Debian and its like it is installed, and said so; everybody else is
 * told the line that does.
 *
 * @throws MissingTool
 */
export async function provideCompiler(temp: string, progress: Progress): Promise<void> {
  const missing = await missingTool(temp, progress.signal)
  if (missing === undefined) return
  const error = new MissingTool(missing, needed, { apt: packages, brew: 'openssl zstd' })
  if (process.getuid?.() !== 0) throw error
  progress.say(`${missing} is needed ${needed}: installing ${packages} with apt-get …`)
  const { signal } = progress
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const updated = await runTool('apt-get', ['update', '-qq'], { env, signal })
  if (updated === undefined) throw error
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages.split(' ')]
  const installed = await runTool('apt-get', install, { env, signal })
  if (installed?.code !== 0 || (await missingTool(temp, signal)) !== undefined) throw error
}

async function missingTool(temp: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  for (const tool of tools) if ((await runTool(tool, ['--version'], { signal })) === undefined) return tool
  for (const header of headers) {
    const source = join(temp, 'header.c')
    writeFileSync(source, `#include <${header}>\n`)
    if ((await runTool('g++', ['-fsyntax-only', '-x', 'c', source], { signal }))?.code !== 0) return header
  }
  return undefined
}
