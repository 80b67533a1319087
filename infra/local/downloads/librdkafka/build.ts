import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import type { Progress } from '../../processes/progress.ts'
import { runTool, type ToolResult } from '../tool.ts'
import { provideCompiler } from './compiler.ts'

/**
 * Builds the addon: librdkafka from the sources in the package, without Kerberos and without the HTTP client that it does
 * not need here, then the addon against it. What both need of other libraries is linked into them where the system has
 * that as archives.
 */
export async function buildAddon(temp: string, folder: string, progress: Progress): Promise<void> {
  if (process.platform !== 'linux') throw new Error('The addon of librdkafka is built on Linux only.')
  const { signal } = progress
  await provideCompiler(temp, progress)
  const prefix = join(temp, 'prefix')
  const sources = join(folder, 'deps', 'librdkafka')
  const run = async (what: string, command: string, args: readonly string[], env = process.env, cwd = sources) =>
    succeeded(what, await runTool(command, args, { cwd, env, signal }))

  const places = [`--prefix=${prefix}`, `--libdir=${join(prefix, 'lib')}`]
  const without = ['--disable-curl', '--disable-gssapi', '--disable-lz4-ext', '--enable-static', '--enable-strip']
  await run('configure', './configure', [...places, ...without])
  await run('make', 'make', [`-j${availableParallelism()}`, 'libs'])
  await run('make install', 'make', ['install-subdirs'])

  const release = join(folder, 'build', 'Release')
  const env = {
    ...process.env,
    BUILD_LIBRDKAFKA: '0',
    CPATH: [join(prefix, 'include'), join(prefix, 'include', 'librdkafka')].join(':'),
    LIBRARY_PATH: join(prefix, 'lib'),
    // It looks for librdkafka beside itself. Once for make, once for the shell that make calls.
    LDFLAGS: "'-Wl,-rpath,$$ORIGIN'",
    npm_config_nodedir: await nodeHeaders(temp, signal),
  }
  // npm puts its own node-gyp into a script's PATH.
  for (const script of ['configure', 'build']) {
    await run(`its ${script}`, 'npm', ['run', '--loglevel=error', script], env, folder)
  }
  for (const name of readdirSync(join(prefix, 'lib')).filter((each) => /\.so\.\d+$/.test(each))) {
    copyFileSync(join(prefix, 'lib', name), join(release, name))
  }
}

/** The folder that holds the headers of the Node that runs this: an inherited one may be another Node's. */
async function nodeHeaders(temp: string, signal: AbortSignal | undefined): Promise<string> {
  const beside = dirname(dirname(process.execPath))
  if (existsSync(join(beside, 'include', 'node', 'node.h'))) return beside
  const name = `node-${process.platform}-${process.arch}`
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--no-save', '--loglevel=error']
  const headers = join(temp, 'headers')
  const wanted = `${name}@${process.versions.node}`
  succeeded(wanted, await runTool('npm', ['install', '--prefix', headers, ...quietly, wanted], { cwd: temp, signal }))
  return join(headers, 'node_modules', name)
}

function succeeded(what: string, result: ToolResult | undefined): void {
  if (result?.code === 0) return
  throw new Error(
    `The addon of librdkafka could not be built, ${what} failed:\n${result?.output.trim().slice(-2000) ?? 'It is not there.'}`,
  )
}
