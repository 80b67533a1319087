import { deepEqual } from 'node:assert/strict'
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { certificateReload } from '../../shared/server/certificate-reload.ts'
import { newFolder } from '../support/folder.ts'

/** A file that is good when it begins with `good`; what was used and what was not. */
function watched() {
  const folder = newFolder('certificate-reload')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'tls.pem')
  const seen: string[] = []
  const look = certificateReload({
    files: [file],
    load() {
      const text = readFileSync(file, 'utf8')
      if (!text.startsWith('good')) throw new Error(text)
      return text
    },
    use: (text) => seen.push(text),
    onProblem: () => seen.push('problem'),
  })
  /** What has been used, or was a problem, since the last time. */
  async function found(): Promise<string[]> {
    await look()
    return seen.splice(0)
  }
  return { folder, file, look, found }
}

test('a file is used at once, and again when what it contains has changed', async () => {
  const { file, found } = watched()
  writeFileSync(file, 'good 1')
  deepEqual(await found(), ['good 1'])
  deepEqual(await found(), [])
  writeFileSync(file, 'good 2')
  deepEqual(await found(), ['good 2'])
})

test('a change that leaves size and time as they were is seen, a new time alone is none', async () => {
  const { file, found } = watched()
  const at = new Date(1_700_000_000_000)
  writeFileSync(file, 'good 1')
  utimesSync(file, at, at)
  deepEqual(await found(), ['good 1'])
  utimesSync(file, new Date(), new Date())
  deepEqual(await found(), [])
  writeFileSync(`${file}.new`, 'good 2')
  utimesSync(`${file}.new`, at, at)
  renameSync(`${file}.new`, file)
  deepEqual(await found(), ['good 2'])
})

test('a link that shows to another folder, as Kubernetes swaps it, is a change', async () => {
  const { folder, file, found } = watched()
  for (const version of ['1', '2']) {
    mkdirSync(join(folder, version))
    writeFileSync(join(folder, version, 'tls.pem'), `good ${version}`)
  }
  symlinkSync('1', join(folder, '..data'))
  symlinkSync(join('..data', 'tls.pem'), file)
  deepEqual(await found(), ['good 1'])
  symlinkSync('2', join(folder, '..new'))
  renameSync(join(folder, '..new'), join(folder, '..data'))
  deepEqual(await found(), ['good 2'])
})

test('what is no good is said once, and what comes after it is used', async () => {
  const { file, found } = watched()
  writeFileSync(file, 'good 1')
  deepEqual(await found(), ['good 1'])
  writeFileSync(file, 'broken')
  deepEqual(await found(), ['problem'])
  deepEqual(await found(), [])
  writeFileSync(file, 'good 2')
  deepEqual(await found(), ['good 2'])
  rmSync(file)
  deepEqual(await found(), ['problem'])
  // What is in use needs no second reading.
  writeFileSync(file, 'good 2')
  deepEqual(await found(), [])
  writeFileSync(file, 'good 3')
  deepEqual(await found(), ['good 3'])
})

test('who looks while somebody looks sees the same', async () => {
  const { file, look, found } = watched()
  writeFileSync(file, 'good 1')
  await Promise.all([look(), look(), look()])
  deepEqual(await found(), ['good 1'])
})
