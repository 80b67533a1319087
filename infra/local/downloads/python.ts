import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Progress } from '../processes/progress.ts'
import { download } from './download.ts'
import { MissingTool, runTool } from './tool.ts'

const needed = 'for the tests with the serializers of other implementations'
/** Of pip that the user may have set otherwise. */
const settings = { PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_CONSTRAINT: '' }

/**
 * A Python with packages of its own: a virtual environment in the cache, made once per list of packages and Python.
 *
 * It takes neither Debian's package python3-venv nor a pip inside of it: the machine's pip puts the packages into its folder,
 * which distributions that manage their own packages don't forbid either.
 *
 * @param requirements  path of the list of packages, complete and with exact versions
 * @returns the path of its interpreter
 * @throws MissingTool  there is no python3, or it lacks venv or pip
 * @throws Error  the packages could not be had
 */
export async function pythonEnvironment(requirements: string, progress: Progress): Promise<string> {
  const { signal } = progress
  const asked = await runTool('python3', ['-c', 'import sys, venv; print(sys.version, sys.base_prefix)'], { signal })
  if (asked?.code !== 0) throw new MissingTool('python3 with venv', needed, { apt: 'python3-venv', brew: 'python3' })
  const identity = [readFileSync(requirements), asked.output, process.platform, process.arch]
  const digest = createHash('sha256').update(identity.join('\0')).digest('hex').slice(0, 12)
  const make = (folder: string) => install(folder, requirements, progress)
  const folder = await download(`python-${digest}`, 'Python packages for tests (25 MB, from PyPI)', progress, make)
  return interpreter(folder)
}

async function install(folder: string, requirements: string, { signal }: Progress): Promise<void> {
  const made = await runTool('python3', ['-m', 'venv', '--without-pip', folder], { signal })
  if (made?.code !== 0) throw new Error(`python3 -m venv failed:\n${made?.output.trim()}`)
  const where = ['-c', 'import sysconfig; print(sysconfig.get_path("platlib"))']
  const packages = (await runTool(interpreter(folder), where, { signal }))?.output.trim() ?? ''
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-warn-script-location']
  const options = ['--no-deps', '--only-binary=:all:', '--target', packages]
  const command = ['-m', 'pip', 'install', ...quietly, ...options, '--requirement', requirements]
  const got = await runTool('python3', command, { signal, env: { ...process.env, ...settings } })
  if (got === undefined || got.output.includes('No module named pip')) {
    throw new MissingTool('python3 with pip', needed, { apt: 'python3-pip', brew: 'python3' })
  }
  if (got.code !== 0) throw new Error(`pip could not install the Python packages for tests:\n${got.output.trim()}`)
}

function interpreter(folder: string): string {
  return join(folder, 'bin', 'python')
}
