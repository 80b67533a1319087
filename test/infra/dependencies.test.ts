import { equal } from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { areInstalled } from '../../infra/local/boot/dependencies.mjs'
import { newFolder } from './folder.ts'

type Packages = Record<string, Record<string, unknown>>

const here = { os: [process.platform], cpu: [process.arch] }
const elsewhere = { os: [process.platform === 'linux' ? 'darwin' : 'linux'], cpu: [process.arch] }
const one = { version: '1.0.0', integrity: 'sha512-1' }
const two = { version: '2.0.0', integrity: 'sha512-2' }

function project(t: TestContext, wanted: Packages, present?: Packages): string {
  const root = newFolder(t)
  lock(root, wanted)
  if (present !== undefined) install(root, present)
  return root
}

function lock(root: string, packages: Packages): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': { name: 'project' }, ...packages } }))
}

function install(root: string, packages: Packages): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
}

test('dependencies are installed when npm lists what the lock file asks for', (t) => {
  const root = project(t, { 'node_modules/a': one }, { 'node_modules/a': one, 'node_modules/tried-out': two })
  equal(areInstalled(root), true)
  equal(areInstalled(root), true, 'and by the stamp as well')
})

test('dependencies are not installed without node_modules', (t) => {
  equal(areInstalled(project(t, { 'node_modules/a': one })), false)
})

test('dependencies are not installed when npm was cut short', (t) => {
  const root = project(t, { 'node_modules/a': one }, { 'node_modules/a': one })
  equal(areInstalled(root), true)
  rmSync(join(root, 'node_modules', '.package-lock.json'))
  equal(areInstalled(root), false)
})

test('dependencies are not installed when the lock file has moved on', (t) => {
  const root = project(t, { 'node_modules/a': one }, { 'node_modules/a': one })
  equal(areInstalled(root), true)
  lock(root, { 'node_modules/a': two })
  equal(areInstalled(root), false)
  install(root, { 'node_modules/a': two })
  equal(areInstalled(root), true)
})

test('dependencies are not installed when development packages were left out', (t) => {
  const root = project(t, { 'node_modules/a': one, 'node_modules/b': { ...two, dev: true } }, { 'node_modules/a': one })
  equal(areInstalled(root), false)
})

test('an optional package for another system may be absent, one for this system may not', (t) => {
  const foreign = { 'node_modules/a': one, 'node_modules/b': { ...two, optional: true, ...elsewhere } }
  equal(areInstalled(project(t, foreign, { 'node_modules/a': one })), true)
  const fitting = { 'node_modules/a': one, 'node_modules/b': { ...two, optional: true, ...here } }
  equal(areInstalled(project(t, fitting, { 'node_modules/a': one })), false)
})
