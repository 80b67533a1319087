import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Progress } from '../processes/progress.ts'
import { download } from './download.ts'
import { runTool } from './tool.ts'

const PINNED = '0.28.20'

/**
 * The compiler of the WebAssembly module that renders records, once per machine into the cache: a hundred megabytes that only
 * who changes the module has a use for.
 *
 * @returns the path of its command, a script for Node
 */
export async function assemblyScript(progress: Progress): Promise<string> {
  const what = 'AssemblyScript (25 MB, from npm)'
  const folder = await download(`assemblyscript-${PINNED}`, what, progress, (temp) => install(temp, progress))
  return join(folder, 'node_modules', 'assemblyscript', 'bin', 'asc.js')
}

async function install(temp: string, { signal }: Progress): Promise<void> {
  writeFileSync(join(temp, 'package.json'), '{ "private": true }\n')
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--loglevel=error']
  const command = ['install', '--prefix', temp, ...quietly, `assemblyscript@${PINNED}`]
  const got = await runTool('npm', command, { cwd: temp, signal })
  if (got?.code !== 0) throw new Error(`npm could not install AssemblyScript:\n${got?.output.trim().slice(-2000)}`)
}
