import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { jaasLogin } from '../../shared/config/jaas.ts'

const module = 'org.apache.kafka.common.security.scram.ScramLoginModule required'

const right: readonly (readonly [config: string, username: string, password: string])[] = [
  [`${module} username="u" password="p";`, 'u', 'p'],
  [`${module} password="p" username="u";`, 'u', 'p'],
  [`${module}\n  username = "u"\n  password = "p"\n;`, 'u', 'p'],
  [`${module} username='u' password='p';`, 'u', 'p'],
  [`${module} username=u password=p;`, 'u', 'p'],
  [`${module} username="a b;c" password="p=q\\"r\\\\s";`, 'a b;c', 'p=q"r\\s'],
  [`${module} username="" password="";`, '', ''],
  [`${module} username="u" password="it's";`, 'u', "it's"],
  [`${module} username='u"x' password='p';`, 'u"x', 'p'],
  ['username="u" password="p"', 'u', 'p'],
]
for (const [config, username, password] of right) {
  test(`the login of ${JSON.stringify(config)}`, () => {
    deepEqual(jaasLogin(config), { username, password })
  })
}

for (const config of [
  '',
  module,
  `${module} username="u";`,
  `${module} password="p";`,
  `${module} user="u" pass="p";`,
]) {
  test(`${JSON.stringify(config)} has no login`, () => {
    equal(jaasLogin(config), undefined)
  })
}

test('a name inside a longer name is not taken for it', () => {
  equal(jaasLogin('myusername="u" oldpassword="p";'), undefined)
})

test('a user called password, and the other way round, is no trouble', () => {
  deepEqual(jaasLogin('username="password=x" password="username=y";'), {
    username: 'password=x',
    password: 'username=y',
  })
})
