import { rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fetched } from './cache.mjs'
import { runCommand } from './command.mjs'

const pinned = '24.21.0'

/** Whether a Node version runs the project; see node.d.mts. */
export function suits(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number)
  return (major === 22 && minor >= 22) || (major === 24 && minor >= 6) || major > 24
}

/** The path of a Node that suits, from npm; see node.d.mts. */
export async function pinnedNode(cache, say) {
  const name = `node-${process.platform}-${process.arch}`
  const instead = 'install Node 24 (or >= 22.22) yourself and run this again'
  let fetching = false
  const folder = await fetched(cache, `${name}-${pinned}`, async (temp) => {
    fetching = true
    say(`Node ${process.version} is too old for this project: getting Node ${pinned} from npm, once …`)
    writeFileSync(join(temp, 'package.json'), '{ "private": true }\n')
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--loglevel=error']
    const env = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) }
    const install = ['install', '--prefix', temp, ...options, `${name}@${pinned}`]
    const code = await runCommand('npm', install, { cwd: temp, env, output: 'ignore' }).catch(() => undefined)
    if (code !== 0) throw new Error(`npm could not install ${name}@${pinned}; ${instead}.`)
    const node = join(temp, 'node_modules', name)
    // Headers and manuals are a third of the package, and nobody compiles against it.
    for (const unused of ['include', 'share']) rmSync(join(node, unused), { recursive: true, force: true })
    const works = await runCommand(join(node, 'bin', 'node'), ['--version'], { output: 'ignore' }).catch(
      () => undefined,
    )
    if (works !== 0) throw new Error(`Node ${pinned} from npm does not run on this system; ${instead}.`)
  })
  if (!fetching)
    say(`Node ${process.version} is too old for this project: going on with Node ${pinned} from the cache.`)
  return join(folder, 'node_modules', name, 'bin', 'node')
}
