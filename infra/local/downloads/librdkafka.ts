import { join } from 'node:path'
import { librdkafkaFolderName, PACKAGE, PACKAGE_VERSION } from '../../../shared/kafka/producer/librdkafka/load.ts'
import type { Progress } from '../processes/progress.ts'
import { download } from './download.ts'
import { buildAddon } from './librdkafka/build.ts'
import { trim } from './librdkafka/trim.ts'
import { runTool } from './tool.ts'

/** A download that takes longer is not waited for: where it is out of reach nobody says so. */
const PREBUILT_MS = 20_000

/**
 * The native client, got once per machine, Node and C library into the cache: the addon that its makers have built where
 * that can be had and loads, else one that is built here.
 *
 * @returns the folder that `KAFKA_REST_PRODUCER_LIBRDKAFKA_FOLDER` may name
 * @throws MissingTool  it has to be built, and something that takes is not there
 */
export function librdkafkaFolder(progress: Progress): Promise<string> {
  const what = `${PACKAGE} ${PACKAGE_VERSION} (10 MB, from npm; where there is no addon for this Node, two minutes to build)`
  return download(librdkafkaFolderName(), what, progress, (temp) => make(temp, progress))
}

async function make(temp: string, progress: Progress): Promise<void> {
  const { signal } = progress
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--loglevel=error']
  const install = ['install', '--prefix', temp, ...quietly, `${PACKAGE}@${PACKAGE_VERSION}`]
  const got = await runTool('npm', install, { cwd: temp, signal })
  if (got?.code !== 0) throw new Error(`npm could not install ${PACKAGE}:\n${got?.output.trim().slice(-2000)}`)
  const folder = join(temp, 'node_modules', PACKAGE)
  if (!(await getPrebuilt(temp, folder, signal))) {
    progress.say('There is no addon for this Node to be had: building it, which takes about two minutes …')
    await buildAddon(temp, folder, progress)
  }
  trim(temp, folder)
  const loading = await load(temp, signal)
  if (loading !== undefined) throw new Error(`${PACKAGE} was built and does not load:\n${loading}`)
}

/** @returns whether it is there and loads */
async function getPrebuilt(temp: string, folder: string, signal: AbortSignal | undefined): Promise<boolean> {
  const tool = join(temp, 'node_modules', '@mapbox', 'node-pre-gyp', 'bin', 'node-pre-gyp')
  const late = AbortSignal.timeout(PREBUILT_MS)
  const either = signal ? AbortSignal.any([signal, late]) : late
  try {
    const got = await runTool(process.execPath, [tool, 'install'], { cwd: folder, signal: either })
    return got?.code === 0 && (await load(temp, signal)) === undefined
  } catch (error) {
    if (signal?.aborted) throw error
    return false
  }
}

/** @returns why it does not load; in a process of its own, as what is loaded stays loaded */
async function load(temp: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const script = `require('${PACKAGE}/lib/rdkafka')`
  const loaded = await runTool(process.execPath, ['-e', script], { cwd: temp, signal })
  return loaded?.code === 0 ? undefined : (loaded?.output.trim().slice(-2000) ?? 'Node is not there.')
}
