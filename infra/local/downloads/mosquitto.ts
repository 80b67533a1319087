import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Progress } from '../processes/progress.ts'
import { download } from './download.ts'
import { MissingTool, runTool, type ToolResult } from './tool.ts'

const programs = ['mosquitto', 'mosquitto-clients']
const needed = 'for the tests with Mosquitto, which is unpacked from Debian packages'
const packages = { apt: 'apt dpkg', brew: 'mosquitto' }

/** Every Debian has them, and programs that bring their own do not start with another system's. */
const ofTheSystem = new Set(['libc6', 'libgcc-s1', 'libstdc++6', 'libcrypt1'])

/**
 * Mosquitto and its clients in a folder of their own, with the libraries that they load: unpacked from the packages of the
 * machine's distribution once, without installing anything. It needs neither root nor lists of packages.
 *
 * @returns the folder of `mosquitto`, `mosquitto_pub` and `mosquitto_sub`
 * @throws MissingTool  the machine has no apt
 * @throws Error        the packages could not be had
 */
export async function mosquitto(progress: Progress): Promise<string> {
  for (const tool of ['apt-get', 'apt-cache', 'dpkg-deb']) {
    if ((await runTool(tool, ['--version'])) === undefined) throw new MissingTool(tool, needed, packages)
  }
  const name = `mosquitto-${distribution()}-${process.arch}`
  const folder = await download(name, 'Mosquitto (5 MB, from Debian packages)', progress, (temp) =>
    unpack(temp, progress),
  )
  return join(folder, 'bin')
}

async function unpack(folder: string, { signal }: Progress): Promise<void> {
  const archives = join(folder, 'archives')
  mkdirSync(archives)
  // Lists that the machine has may be of last year; those of this folder are of today.
  const ofTheMachine = await fetchArchives(archives, [], signal)
  if (ofTheMachine.code !== 0) {
    const own = ownLists(join(folder, 'apt'))
    succeeded(await runTool('apt-get', [...own, 'update'], { signal }), 'apt-get update')
    succeeded(await fetchArchives(archives, own, signal), 'apt-get download')
  }
  const root = join(folder, 'root')
  for (const archive of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    succeeded(await runTool('dpkg-deb', ['--extract', join(archives, archive), root], { signal }), 'dpkg-deb')
  }
  for (const each of ['archives', 'apt']) rmSync(join(folder, each), { recursive: true, force: true })
  writeStarters(folder)
  // The broker says its version with exit code 3; 127 is a library that is not there.
  const tried = await runTool(join(folder, 'bin', 'mosquitto'), ['-h'], { signal })
  if (!tried?.output.includes('mosquitto version'))
    throw new Error(`Mosquitto does not start:\n${tried?.output.trim()}`)
}

/** Downloads the programs and what they load into a folder. */
async function fetchArchives(cwd: string, options: readonly string[], signal?: AbortSignal): Promise<ToolResult> {
  const wanted = new Set<string>(programs)
  for (let names = programs; names.length > 0; ) {
    const found = await runTool('apt-cache', [...options, 'depends', '--important', ...names], { signal })
    if (found?.code !== 0) return found ?? { code: 127, output: '' }
    // Of alternatives (a bar before them) and virtual packages (in angle brackets) the real one comes by itself.
    const loaded = [...found.output.matchAll(/^ +(?:Pre)?Depends: (lib[^\s:]+)/gm)].map(([, name = '']) => name)
    names = [...new Set(loaded)].filter((name) => !wanted.has(name) && !ofTheSystem.has(name))
    for (const name of names) wanted.add(name)
  }
  const command = [...options, '-o', 'APT::Sandbox::User=root', 'download', ...wanted]
  return (await runTool('apt-get', command, { cwd, signal })) ?? { code: 127, output: '' }
}

/** Options under which apt keeps its lists in a folder; sources and keys stay the machine's. */
function ownLists(folder: string): string[] {
  for (const each of ['state/lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, each), { recursive: true })
  return [
    `Dir::State=${join(folder, 'state')}`,
    `Dir::State::lists=${join(folder, 'state', 'lists')}`,
    'Dir::State::status=/var/lib/dpkg/status',
    `Dir::Cache=${join(folder, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option])
}

/** Programs that start those of the packages with the libraries of the packages. */
function writeStarters(folder: string): void {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const clients = ['mosquitto_pub', 'mosquitto_sub', 'mosquitto_passwd'].map((name) => [name, 'usr/bin'] as const)
  for (const [program, place] of [['mosquitto', 'usr/sbin'] as const, ...clients]) {
    const starter = join(bin, program)
    // The folder is not yet where it will be.
    const lines = [
      '#!/bin/sh',
      'root="$(dirname "$0")/../root"',
      'for each in "$root"/lib/*-linux-* "$root"/usr/lib/*-linux-*; do libraries="$libraries:$each"; done',
      `LD_LIBRARY_PATH="\${libraries#:}" exec "$root/${place}/${program}" "$@"`,
    ]
    writeFileSync(starter, `${lines.join('\n')}\n`)
    chmodSync(starter, 0o755)
  }
}

/** As `debian-12`: packages of one release do not fit another. */
function distribution(): string {
  const text = readFileSync('/etc/os-release', 'utf8')
  const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(text)?.[1] ?? 'unknown'
  return `${field('ID')}-${field('VERSION_ID')}`
}

function succeeded(result: ToolResult | undefined, what: string): void {
  if (result?.code === 0) return
  throw new Error(`Mosquitto could not be had, ${what} failed:\n${result?.output.trim().slice(-2000)}`)
}
