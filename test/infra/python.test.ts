import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pythonEnvironment } from '../../infra/local/downloads/python.ts'
import { otherSerializers } from '../../infra/local/test/other-serializers.ts'
import { newFolder } from './folder.ts'

const silent = { say: () => {} }

/** A machine whose cache is empty and whose `python3` is a script, or is not there. @returns its folder */
function machine(t: TestContext, script?: string): string {
  const folder = newFolder(t)
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const { PATH, KAFKA_REST_EDGE_CACHE } = process.env
  if (script !== undefined) {
    const real = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
    writeFileSync(join(bin, 'python3'), `#!/bin/sh\n${script}\nexec ${real} "$@"\n`)
    chmodSync(join(bin, 'python3'), 0o755)
  }
  process.env.PATH = script === undefined ? bin : `${bin}${delimiter}${PATH}`
  process.env.KAFKA_REST_EDGE_CACHE = join(folder, 'cache')
  t.after(() => {
    process.env.PATH = PATH
    if (KAFKA_REST_EDGE_CACHE === undefined) delete process.env.KAFKA_REST_EDGE_CACHE
    else process.env.KAFKA_REST_EDGE_CACHE = KAFKA_REST_EDGE_CACHE
  })
  return folder
}

function listed(folder: string, packages: string): string {
  const file = join(folder, 'requirements.txt')
  writeFileSync(file, packages)
  return file
}

const missing = (tool: string, package_: string) =>
  new RegExp(`^${tool} is needed [^\n]*, and is not on this machine; install it with: [^\n]*${package_}$`)

test('without python3 one sentence says how to install it', async (t) => {
  const file = listed(machine(t), '')
  await rejects(pythonEnvironment(file, silent), { message: missing('python3 with venv', '(python3-venv|python3)') })
})

test('so it does where python3 lacks venv', async (t) => {
  const file = listed(machine(t, 'case "$*" in *venv*) exit 1;; esac'), '')
  await rejects(pythonEnvironment(file, silent), { message: missing('python3 with venv', '(python3-venv|python3)') })
})

test('so it does where python3 lacks pip', async (t) => {
  const script = 'case "$*" in "-m pip"*) echo "No module named pip" >&2; exit 1;; esac'
  const file = listed(machine(t, script), '')
  await rejects(pythonEnvironment(file, silent), { message: missing('python3 with pip', '(python3-pip|python3)') })
})

test('what pip says is passed on when it cannot have the packages, and nothing is kept', async (t) => {
  const script = 'case "$*" in "-m pip"*) echo "no network here" >&2; exit 1;; esac'
  const file = listed(machine(t, script), '')
  for (let times = 0; times < 2; times++) await rejects(pythonEnvironment(file, silent), /no network here/)
})

test('an environment is made once for a list of packages, by whichever of several comes first, and again for another', async (t) => {
  const folder = machine(t, 'case "$*" in "-m pip"*) touch "$PIP_TRACE.$$"; exit 0;; esac')
  process.env.PIP_TRACE = join(folder, 'pip')
  t.after(() => delete process.env.PIP_TRACE)
  const file = listed(folder, '# one')
  const said: string[] = []
  const progress = { say: (line: string) => said.push(line) }
  const [one, other] = await Promise.all([pythonEnvironment(file, progress), pythonEnvironment(file, progress)])
  equal(one, other)
  equal(said.filter((line) => line.startsWith('Got ')).length, 1)
  equal(execFileSync(one, ['-c', 'import sys; print(sys.prefix != sys.base_prefix)'], { encoding: 'utf8' }), 'True\n')
  equal(await pythonEnvironment(file, progress), one)
  equal(said.filter((line) => line.startsWith('Got ')).length, 1)
  match(await pythonEnvironment(listed(folder, '# another'), progress), /python$/)
  equal(said.filter((line) => line.startsWith('Got ')).length, 2)
})

test('it is made for tests that need it; where it cannot be made they are told why', async (t) => {
  machine(t)
  deepEqual(await otherSerializers(['test/formats/avro.test.ts', 'test/interop.test.ts'], silent), {})
  const found = await otherSerializers(['test/formats/avro.test.ts', 'test/interop/avro.test.ts'], silent)
  equal(found.TEST_PYTHON, undefined)
  match(found.TEST_PYTHON_MISSING ?? '', missing('python3 with venv', '(python3-venv|python3)'))
})
