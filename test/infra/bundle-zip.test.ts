import { deepEqual, equal } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { zip } from '../../infra/bundle/zip.ts'

const run = promisify(execFile)
const text = (name: string, content: string) => ({ name, data: Buffer.from(content) })

/** Prints what Python's reader of zips finds, each entry checked against its sum. */
const READER = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    print(json.dumps([[i.filename, archive.read(i).decode(), list(i.date_time), i.external_attr >> 16, len(i.extra)] for i in archive.infolist()]))
`

test('another reader finds every entry, in order of names, without a time, readable for all', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'kafka-rest-edge-zip-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'some.zip')
  await writeFile(path, zip([text('b.mjs', 'b'.repeat(10_000)), text('a.mjs', ''), text('ä/c.mjs', 'ö')]))
  const { stdout } = await run('python3', ['-c', READER, path])
  const without = [[1980, 1, 1, 0, 0, 0], 0o100644, 0]
  deepEqual(JSON.parse(stdout), [
    ['a.mjs', '', ...without],
    ['b.mjs', 'b'.repeat(10_000), ...without],
    ['ä/c.mjs', 'ö', ...without],
  ])
  equal((await readFile(path)).length < 1_000, true)
})

test('the order in which entries are given, and when, makes no difference', () => {
  const [a, b] = [text('a', '1'), text('b', '2')]
  deepEqual(zip([a, b]), zip([b, a]))
})
