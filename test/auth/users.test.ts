import { deepEqual, doesNotMatch, equal, match, ok, throws } from 'node:assert/strict'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { hashPassword, matches, parseHash } from '../../shared/auth/scrypt.ts'
import { parseUsers } from '../../shared/auth/users.ts'
import { openUsersFile } from '../../shared/auth/users-file.ts'
import { newFolder } from '../support/folder.ts'

const HASH = '$scrypt$ln=14,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g'

test('a password matches its own hash, and no other does', async () => {
  const text = await hashPassword('correct horse')
  match(text, /^\$scrypt\$ln=14,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  const hash = parseHash(text)
  ok(hash)
  equal(await matches('correct horse', hash), true)
  for (const wrong of ['', 'Correct horse', 'correct horse ', text]) equal(await matches(wrong, hash), false, wrong)
  ok(text !== (await hashPassword('correct horse')), 'two of one password have different salts')
})

test('a hash of RFC 7914 is checked as its test vector says', async () => {
  const salt = Buffer.from('NaCl').toString('base64')
  const hash =
    'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640'
  const known = { ln: 10, r: 8, p: 16, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'hex') }
  equal(await matches('password', known), true)
})

test('a password is the same in any of its forms in Unicode', async () => {
  const hash = parseHash(await hashPassword('caf\u00e9'))
  ok(hash)
  equal(await matches('cafe\u0301', hash), true)
})

for (const text of [
  '',
  'secret',
  '$scrypt$ln=14,r=8,p=1$c2FsdA',
  HASH.replace('ln=14', 'ln=9'),
  HASH.replace('ln=14', 'ln=18'),
  HASH.replace('ln=14,r=8', 'ln=17,r=16'),
  HASH.replace('r=8', 'r=0'),
  HASH.replace('p=1', 'p=0'),
  HASH.replace('p=1', 'p=99'),
  HASH.replace('$scrypt$', '$2b$'),
  'MD5:5f4dcc3b5aa765d61d8327deb882cf99',
])
  test(`"${text.slice(0, 40)}" is no hash that could be checked`, () => equal(parseHash(text), undefined))

test('users have a line each, with scopes behind their hash as roles stand in Java’s files', () => {
  const users = parseUsers(`# who\n\nalice: ${HASH},write:sasquatch, read:x \n  bob:${HASH}\r\nco lon: ${HASH},\n`)
  deepEqual(
    [...users].map(([name, { scopes }]) => [name, [...scopes]]),
    [
      ['alice', ['write:sasquatch', 'read:x']],
      ['bob', []],
      ['co lon', []],
    ],
  )
})

test('all that is wrong with users is told at once by line, and nothing of their passwords', () => {
  throws(
    () => parseUsers(`alice: hunter2,admin\n: ${HASH}\nbob\nbob2: ${HASH}\nbob2: ${HASH}\n`),
    (error: Error) => {
      for (const line of ['line 1: its password', 'line 2: it does not', 'line 3: it does not', 'line 5: this user'])
        ok(error.message.includes(line), error.message)
      doesNotMatch(error.message, /hunter2|c2Fsd/)
      return true
    },
  )
  throws(() => parseUsers('# nobody'), /it has no users/)
})

test('a file of users is read again when it changes, behind a link too, and kept when it cannot be read', async (t) => {
  const folder = newFolder('users')
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'users')
  const put = async (text: string) => {
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path)
  }
  await put(`alice: ${HASH}\n`)
  const problems: unknown[] = []
  const file = openUsersFile(path, (problem) => problems.push(problem))
  t.after(() => file.close())
  const first = file.users()
  equal(file.users(), first)
  await put(`bob: ${HASH}\n`)
  while (!file.users().has('bob')) await new Promise((resolve) => setTimeout(resolve, 20))
  deepEqual([...file.users().keys()], ['bob'])
  await put('nonsense\n')
  while (problems.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  deepEqual([...file.users().keys()], ['bob'])
})

test('a file of users that there is not is an error', () => {
  throws(() => openUsersFile(join(newFolder('users'), 'none'), () => {}), /ENOENT/)
})
