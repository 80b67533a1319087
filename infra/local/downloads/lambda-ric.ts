import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Progress } from '../processes/progress.ts'
import { download } from './download.ts'
import { MissingTool, runTool, type ToolResult } from './tool.ts'

const pinned = '4.0.2'
/** Of which the headers are taken where the Node that runs this has none beside it; the addon's interface is the same in all. */
const headersOf = '24.21.0'
const needed = "for the tests with AWS Lambda's own runtime client, which is compiled"
const packages = { apt: 'cmake g++ make python3 xz-utils', brew: 'cmake' }

/** What the package's scripts call. They are not installed here: that is the machine's owner's to do. */
const tools = ['cmake', 'g++', 'make', 'python3', 'tar', 'xz']

/**
 * AWS Lambda's runtime interface client for Node, built once per machine into the cache: what runs a handler on AWS.
 *
 * @returns the path of its `index.mjs`
 * @throws MissingTool  a compiler or one of its companions is not there, with the command that installs it
 * @throws Error  it does not build here: always so on macOS
 */
export async function lambdaRuntimeClient(progress: Progress): Promise<string> {
  const name = `aws-lambda-ric-${pinned}-${process.platform}-${process.arch}`
  const what = "AWS Lambda's runtime client (4 MB, from npm, compiled in about a minute)"
  const folder = await download(name, what, progress, (temp) => make(temp, progress))
  return join(folder, 'index.mjs')
}

async function make(temp: string, { signal }: Progress): Promise<void> {
  if (process.platform !== 'linux') throw new Error("AWS Lambda's runtime client builds on Linux only.")
  for (const tool of tools) {
    if ((await runTool(tool, ['--version'], { signal })) === undefined) throw new MissingTool(tool, needed, packages)
  }
  writeFileSync(join(temp, 'package.json'), '{ "private": true }\n')
  const nodePackage = `node-${process.platform}-${process.arch}`
  const beside = dirname(dirname(process.execPath))
  const hasHeaders = existsSync(join(beside, 'include', 'node', 'node.h'))
  const wanted = [`aws-lambda-ric@${pinned}`, ...(hasHeaders ? [] : [`${nodePackage}@${headersOf}`])]
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--loglevel=error']
  succeeded(await runTool('npm', ['install', '--prefix', temp, ...quietly, ...wanted], { cwd: temp, signal }), 'npm')

  const folder = join(temp, 'node_modules', 'aws-lambda-ric')
  const env = { ...process.env, npm_config_nodedir: hasHeaders ? beside : join(temp, 'node_modules', nodePackage) }
  for (const script of ['preinstall', 'postinstall']) {
    const command = ['run', '--loglevel=error', script]
    succeeded(await runTool('npm', command, { cwd: folder, env, signal }), `its ${script}`)
  }
  // The script carries all that it imports: two files are left of 250 MB.
  for (const file of ['index.mjs', 'rapid-client.node', 'LICENSE', 'NOTICE']) {
    renameSync(join(folder, file), join(temp, file))
  }
  rmSync(join(temp, 'node_modules'), { recursive: true, force: true })
}

function succeeded(result: ToolResult | undefined, what: string): void {
  if (result?.code === 0) return
  throw new Error(
    `AWS Lambda's runtime client could not be built, ${what} failed:\n${result?.output.trim().slice(-2000)}`,
  )
}
