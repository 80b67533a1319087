import { text } from 'node:stream/consumers'
import { hashPassword } from '../shared/auth/scrypt.ts'
import { parseUsers } from '../shared/auth/users.ts'
import { main } from './local/main.ts'

/** `npm run user -- <name> [scope …]`: a line for the file of users; the password is read from standard input. */
await main(async () => {
  const [name, ...scopes] = process.argv.slice(2)
  if (name === undefined) throw new Error('npm run user -- <name> [scope …]: the password is read from standard input.')
  if (process.stdin.isTTY) process.stderr.write('Password, then Enter and Ctrl-D (it is shown): ')
  const password = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (password === '') throw new Error('The password is empty.')
  const line = `${name}: ${[await hashPassword(password), ...scopes].join(',')}`
  if (parseUsers(line).get(name) === undefined) throw new Error(`'${name}' is no name that a line can begin with.`)
  process.stdout.write(`${line}\n`)
  return 0
})
