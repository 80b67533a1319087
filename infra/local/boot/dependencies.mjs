import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.mjs'
import { locked } from './lock.mjs'

/** Whether node_modules holds what package-lock.json says; see dependencies.d.mts. */
export function areInstalled(root) {
  const wanted = read(join(root, 'package-lock.json'))
  // npm writes this file last: without it an installation was cut short.
  const present = read(join(root, 'node_modules', '.package-lock.json'))
  if (wanted === undefined || present === undefined) return false
  const digest = createHash('sha256')
  for (const part of [process.platform, process.arch, wanted, present]) digest.update(`${part}\0`)
  const stamp = digest.digest('hex')
  const stampFile = join(root, 'node_modules', '.kafka-rest-edge-stamp')
  if (read(stampFile) === stamp) return true
  if (!matches(JSON.parse(wanted).packages, JSON.parse(present).packages)) return false
  writeFileSync(stampFile, stamp)
  return true
}

/** Runs `npm ci` unless node_modules is as package-lock.json says; see dependencies.d.mts. */
export async function installDependencies(root, { env, say }) {
  if (areInstalled(root)) return
  const once = async () => {
    if (areInstalled(root)) return
    const first = !existsSync(join(root, 'node_modules'))
    say(first ? 'Installing dependencies (npm ci) …' : 'Dependencies have changed: installing them again (npm ci) …')
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    const code = await runCommand('npm', args, { cwd: root, env, output: 'ignore' })
    if (code !== 0) throw new Error(`npm ci failed (${code}); its reason is above.`)
    if (!areInstalled(root))
      throw new Error('npm ci left node_modules different from package-lock.json; run npm install.')
  }
  const waiting = () => say('Another command is installing the dependencies: waiting for it …')
  await locked(join(root, '.local', 'install.lock'), once, { waiting })
}

function matches(wanted, present) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = present[path]
    if (found === undefined) return entry.optional === true && !fitsHere(entry)
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

// npm leaves out optional packages made for other systems. Which C library is in use is not worth finding out here.
function fitsHere({ os, cpu, libc }) {
  return libc === undefined && allows(os, process.platform) && allows(cpu, process.arch)
}

function allows(list, value) {
  if (list === undefined || list.length === 0) return true
  if (list.includes(`!${value}`)) return false
  return list.includes(value) || list.every((item) => item.startsWith('!'))
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
