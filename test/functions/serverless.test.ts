import { deepEqual, equal, ok } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { loadSettings } from '../../shared/config/load.ts'
import { ensureBundle } from '../support/bundle.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))

describe('serverless.yml', () => {
  let folder: string
  let template: { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> }
  let files: string[]

  before(async () => {
    await ensureBundle()
    folder = await mkdtemp(join(tmpdir(), 'kafka-rest-edge-package-'))
    // Without credentials, without a home: packaging must need neither.
    await run(process.execPath, ['node_modules/osls/bin/serverless.js', 'package', '--package', folder], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: folder },
    })
    template = JSON.parse(await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'))
    const listing = await run('python3', ['-m', 'zipfile', '-l', join(folder, 'kafka-rest-edge.zip')])
    files = listing.stdout
      .split('\n')
      .slice(1)
      .map((line) => line.split(/\s+/)[0] ?? '')
      .filter(Boolean)
  })
  after(() => rm(folder, { recursive: true, force: true }))

  const functions = () => Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function')

  test('every handler is in the zip, and nothing but the bundle is', () => {
    for (const { Properties } of functions()) {
      const [module] = String(Properties.Handler).split(/\.(?=[^.]+$)/)
      ok(files.includes(`${module}.mjs`), `${module}.mjs is not among ${files.join(', ')}`)
    }
    deepEqual(
      files.filter((file) => !file.startsWith('dist/lambda/')),
      [],
    )
  })

  test('a function that is deployed as it stands starts with settings that are valid', () => {
    for (const { Properties } of functions()) {
      const { Variables } = Properties.Environment as { Variables: Record<string, string> }
      ok(loadSettings(Variables))
    }
  })

  test('the function answers before the HTTP API gives up after 30 s', () => {
    equal(
      functions().every(({ Properties }) => Number(Properties.Timeout) < 30),
      true,
    )
  })
})
