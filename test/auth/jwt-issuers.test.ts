import { deepEqual, equal, rejects } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createJwtVerifier } from '../../shared/auth/jwt.ts'
import { createIssuersVerifier } from '../../shared/auth/jwt-issuers.ts'
import { startIssuer } from '../support/issuer.ts'

/** Two issuers, each for an audience of its own. */
async function start(t: TestContext, exclusive = true) {
  const [one, other] = await Promise.all([startIssuer(), startIssuer('RS256')])
  t.after(() => Promise.all([one.close(), other.close()]))
  const issuers = new Map([
    [one.issuer, createJwtVerifier({ issuer: one.issuer, audience: 'edge', algorithms: ['ES256'] })],
    [other.issuer, createJwtVerifier({ issuer: other.issuer, audience: 'other-edge', principalClaim: 'name' })],
  ])
  const verifier = createIssuersVerifier(issuers, exclusive)
  return { one, other, verifier, verify: (token: string) => verifier.verify(token, Date.now() + 10_000) }
}

test('each issuer’s tokens are checked by its own keys, audience and claims', async (t) => {
  const { one, other, verify } = await start(t)
  equal((await verify(await one.token({ aud: 'edge' }))).principal, 'alice')
  equal((await verify(await other.token({ aud: 'other-edge', name: 'bob' }))).principal, 'bob')
  await rejects(verify(await one.token({ aud: 'other-edge' })), { message: 'The token is meant for another audience.' })
  await rejects(verify(await other.token({ aud: 'edge', name: 'bob' })), {
    message: 'The token is meant for another audience.',
  })
})

test('one issuer’s key signs nothing in another’s name', async (t) => {
  const { one, other, verify } = await start(t)
  const forged = await other.token({ iss: one.issuer, aud: 'edge' })
  await rejects(verify(forged), { status: 401, message: "The token's signature algorithm is not accepted here." })
  const [header, , signature] = (await one.token({ aud: 'edge' })).split('.')
  const claims = Buffer.from(JSON.stringify({ iss: other.issuer, aud: 'other-edge', name: 'bob', exp: 9e9 }))
  await rejects(verify(`${header}.${claims.toString('base64url')}.${signature}`), { status: 401 })
})

test('a token of an issuer that is not among them is refused without asking anybody', async (t) => {
  const { one, other, verify } = await start(t)
  for (const iss of ['https://evil.example', `${one.issuer}/`, one.issuer.toUpperCase(), '']) {
    await rejects(verify(await one.token({ iss })), { status: 401, message: 'The token is from another issuer.' })
  }
  deepEqual([...one.requests, ...other.requests], [])
})

for (const token of [
  'e30.e30.e30',
  'AAAA.AAAA.AAAA',
  'e30.bnVsbA.e30',
  `e30.${Buffer.from('{"iss":7}').toString('base64url')}.e30`,
])
  test(`${token} is malformed: 401`, async (t) => {
    const { verify } = await start(t)
    await rejects(verify(token), { status: 401 })
  })

test('what is of another issuer is left to the next verifier where there is one', async (t) => {
  const { one, verifier } = await start(t, false)
  equal(verifier.accepts(await one.token({ aud: 'edge' })), true)
  equal(verifier.accepts(await one.token({ iss: 'https://elsewhere.example' })), false)
  equal(verifier.accepts('AAAA.AAAA.AAAA'), false)
  equal(verifier.accepts('opaque'), false)
})
