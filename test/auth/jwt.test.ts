import { deepEqual, doesNotMatch, equal, rejects, throws } from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { after, before, test } from 'node:test'
import { inspect } from 'node:util'
import { asyncProperty, assert as property, stringMatching } from 'fast-check'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createJwtVerifier, type JwtVerifierOptions } from '../../shared/auth/jwt.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'

let issuer: Issuer
before(async () => {
  issuer = await startIssuer('RS256')
})
after(() => issuer.close())

const nowSeconds = () => Math.floor(Date.now() / 1000)
const soon = () => Date.now() + 10_000
const verifier = (options: Partial<JwtVerifierOptions> = {}) =>
  createJwtVerifier({ issuer: issuer.issuer, audience: 'kafka-rest-edge', ...options })
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Claims that would be accepted, for tokens made without the issuer's hand. */
const goodClaims = () => ({ iss: issuer.issuer, aud: 'kafka-rest-edge', sub: 'mallory', exp: nowSeconds() + 60 })

test('a valid token gives principal, scopes, claims and the end of its life', async () => {
  const exp = nowSeconds() + 600
  const identity = await verifier().verify(await issuer.token({ scope: 'read:x write:sasquatch', exp }), soon())
  equal(identity.principal, 'alice')
  deepEqual([...identity.scopes], ['read:x', 'write:sasquatch'])
  equal(identity.expiresAt, exp * 1000)
  equal(identity.claims.iss, issuer.issuer)
})

test("a token from the issuer's token endpoint is accepted", async () => {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'write:sasquatch',
    aud: 'kafka-rest-edge',
  })
  const response = await fetch(`${issuer.url}/token`, { method: 'POST', body })
  const { access_token: token } = (await response.json()) as { access_token: string }
  const identity = await verifier({ principalClaim: 'iss' }).verify(token, soon())
  deepEqual([...identity.scopes], ['write:sasquatch'])
})

test('a token without any scope is valid and allows nothing', async () => {
  const identity = await verifier().verify(await issuer.token(), soon())
  equal(identity.scopes.size, 0)
})

test('the principal comes from the claim the settings name', async () => {
  const token = await issuer.token({ preferred_username: 'alice@example.org' })
  equal((await verifier({ principalClaim: 'preferred_username' }).verify(token, soon())).principal, 'alice@example.org')
})

test('scopes come from the claim the settings name and from no other', async () => {
  const token = await issuer.token({ scope: 'a', resource_access: { edge: { roles: ['b'] } } })
  const { scopes } = await verifier({ scopeClaim: 'resource_access.edge.roles' }).verify(token, soon())
  deepEqual([...scopes], ['b'])
})

const refusals: ReadonlyArray<readonly [string, () => Promise<string> | string, string]> = [
  ['has expired', () => issuer.token({ exp: nowSeconds() - 1 }), 'The token has expired.'],
  ['is not valid yet', () => issuer.token({ nbf: nowSeconds() + 60 }), 'The token is not valid yet.'],
  ['never expires', () => issuer.token({ exp: undefined }), 'The token does not say when it expires (claim exp).'],
  [
    'has an exp that is no number',
    () => issuer.token({ exp: '2099' }),
    'The token does not say when it expires (claim exp).',
  ],
  ['is from another issuer', () => issuer.token({ iss: 'https://evil.example' }), 'The token is from another issuer.'],
  ['names no issuer', () => issuer.token({ iss: undefined }), 'The token is from another issuer.'],
  ['is for another audience', () => issuer.token({ aud: 'other' }), 'The token is meant for another audience.'],
  ['is for no audience', () => issuer.token({ aud: undefined }), 'The token is meant for another audience.'],
  ['names no owner', () => issuer.token({ sub: undefined }), 'The token does not say who its owner is (claim sub).'],
  ['has an empty owner', () => issuer.token({ sub: '' }), 'The token does not say who its owner is (claim sub).'],
  ['has a number for an owner', () => issuer.token({ sub: 7 }), 'The token does not say who its owner is (claim sub).'],
  [
    'names a key its issuer does not publish',
    () => issuer.token({}, { kid: 'unknown' }),
    'The token is signed with a key its issuer does not publish.',
  ],
  ['has alg none', () => unsigned('none'), "The token's signature algorithm is not accepted here."],
  ['has alg None', () => unsigned('None'), "The token's signature algorithm is not accepted here."],
  [
    'is signed with the public key as a secret',
    () => confused(),
    "The token's signature algorithm is not accepted here.",
  ],
  ['is signed with a key it brings along', () => selfMade(), "The token's signature does not match."],
  ['has other claims than were signed', () => tampered(), "The token's signature does not match."],
  ['has a header that is no JSON', () => 'AAAA.e30.e30', 'The token is malformed.'],
  ['has a header without alg', () => `e30.${encoded(goodClaims())}.e30`, 'The token is malformed.'],
  [
    'insists on an extension nobody knows',
    () => `${encoded({ alg: 'RS256', crit: ['x'], x: 1 })}.${encoded(goodClaims())}.e30`,
    'The token needs a JOSE feature that is not supported.',
  ],
]
for (const [name, make, reason] of refusals)
  test(`a token that ${name} is refused with 401 and the reason`, async () => {
    await rejects(verifier().verify(await make(), soon()), {
      name: 'Unauthorized',
      status: 401,
      code: 401,
      message: reason,
      headers: {
        'WWW-Authenticate': `Bearer realm="kafka-rest-edge", error="invalid_token", error_description="${reason}"`,
      },
    })
  })

function unsigned(alg: string): string {
  return `${encoded({ alg })}.${encoded(goodClaims())}.e30`
}

/** HS256 with the published key as the secret, in every spelling a careless verifier might use. */
async function confused(): Promise<string> {
  const pem = createPublicKey({ key: issuer.publicKey(), format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const header = { alg: 'HS256', kid: String(issuer.publicKey().kid) }
  return await new SignJWT(goodClaims()).setProtectedHeader(header).sign(Buffer.from(pem))
}

/** A good signature of a key of the attacker's own, under the issuer's key id, with the key in the header. */
async function selfMade(): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const header = { alg: 'RS256', kid: String(issuer.publicKey().kid), jwk: await exportJWK(publicKey) }
  return await new SignJWT(goodClaims()).setProtectedHeader(header).sign(privateKey)
}

async function tampered(): Promise<string> {
  const [header, , signature] = (await issuer.token()).split('.')
  return `${header}.${encoded(goodClaims())}.${signature}`
}

for (const algorithm of ['RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'])
  test(`a token signed with ${algorithm} is accepted unless the settings say otherwise`, async (t) => {
    const other = await startIssuer(algorithm)
    t.after(() => other.close())
    const options = { issuer: other.issuer, audience: 'kafka-rest-edge' }
    equal((await createJwtVerifier(options).verify(await other.token(), soon())).principal, 'alice')
    const narrow = createJwtVerifier({ ...options, algorithms: ['RS384'] })
    const before = other.requests.length
    await rejects(narrow.verify(await other.token(), soon()), { status: 401 })
    equal(other.requests.length, before, 'an algorithm that is not accepted needs no keys')
  })

test('a token is good until its exp by our clock, and for the tolerance after it', async () => {
  const exp = nowSeconds() + 600
  let time = exp * 1000 - 1
  const now = () => time
  const token = await issuer.token({ exp })
  const strict = verifier({ now })
  const tolerant = verifier({ now, clockToleranceMs: 30_000 })
  await strict.verify(token, time + 10_000)
  time = exp * 1000
  await rejects(strict.verify(token, time + 10_000), { status: 401, message: 'The token has expired.' })
  equal((await tolerant.verify(token, time + 10_000)).expiresAt, exp * 1000)
  time = exp * 1000 + 30_000
  await rejects(tolerant.verify(token, time + 10_000), { status: 401, message: 'The token has expired.' })
})

test('a token is good from its nbf by our clock, and for the tolerance before it', async () => {
  const nbf = nowSeconds() + 100
  const token = await issuer.token({ nbf })
  const now = () => nbf * 1000 - 30_000
  await rejects(verifier({ now }).verify(token, now() + 10_000), { message: 'The token is not valid yet.' })
  await verifier({ now, clockToleranceMs: 30_000 }).verify(token, now() + 10_000)
})

test('one of several audiences is enough', async () => {
  const several = verifier({ audience: ['first', 'second'] })
  await several.verify(await issuer.token({ aud: ['third', 'second'] }), soon())
  await rejects(several.verify(await issuer.token({ aud: 'third' }), soon()), { status: 401 })
})

test('keys come from the address in the settings without discovery', async (t) => {
  const other = await startIssuer()
  t.after(() => other.close())
  const direct = verifier({ issuer: 'urn:not-an-address', jwksUrl: `${other.url}/jwks` })
  await direct.verify(await other.token({ iss: 'urn:not-an-address' }), soon())
  deepEqual(other.requests, ['/jwks'])
})

test('a discovery document of another issuer is not used', async (t) => {
  const other = await startIssuer()
  t.after(() => other.close())
  const renamed = other.issuer.replace('127.0.0.1', 'localhost')
  const wrong = verifier({ issuer: renamed })
  await rejects(wrong.verify(await other.token({ iss: renamed }), soon()), { status: 503 })
  equal(other.keyFetches(), 0)
})

test('of a form that is no JWT nothing is accepted', () => {
  const { accepts } = verifier()
  equal(accepts('aaa.bbb.ccc'), true)
  for (const token of [
    '',
    'aaa',
    'aaa.bbb',
    'aaa.bbb.',
    '.bbb.ccc',
    'a.b.c.d',
    'a.b.c.d.e',
    'aaa.b+b.ccc',
    'a.b.c ',
    'a.b.c\n',
  ])
    equal(accepts(token), false, JSON.stringify(token))
})

test('whatever looks like a JWT and is none is refused with 401', async () => {
  const strict = verifier()
  const jwtLike = stringMatching(/^[\w-]{1,80}\.[\w-]{1,80}\.[\w-]{1,80}$/)
  await property(asyncProperty(jwtLike, (token) => rejects(strict.verify(token, soon()), { status: 401 })))
})

test('an error shows neither the token nor its claims, to the client or to the log', async () => {
  const token = await issuer.token({ exp: nowSeconds() - 1, email: 'alice@example.org' })
  await rejects(verifier().verify(token, soon()), (error) => {
    const everything = inspect(error, { depth: 10, showHidden: true })
    for (const part of token.split('.')) doesNotMatch(everything, new RegExp(part))
    doesNotMatch(everything, /alice/)
    return true
  })
})

const unusable: ReadonlyArray<readonly [Partial<JwtVerifierOptions>, RegExp]> = [
  [{ algorithms: ['RS256', 'HS256'] }, /^Error: algorithms: HS256; choose from RS256/],
  [{ algorithms: ['none'] }, /^Error: algorithms: none; choose/],
  [{ algorithms: [] }, /^Error: algorithms: none given/],
  [{ audience: '' }, /^Error: audience/],
  [{ audience: [] }, /^Error: audience/],
  [{ audience: ['edge', ''] }, /^Error: audience/],
  [{ issuer: '' }, /^Error: issuer/],
  [{ issuer: 'accounts.example.org' }, /^Error: issuer: accounts.example.org is not an http\(s\) address/],
  [{ jwksUrl: 'file:///etc/keys' }, /^Error: jwksUrl: file:\/\/\/etc\/keys is not an http\(s\) address/],
]
for (const [options, problem] of unusable)
  test(`a verifier cannot be made with ${inspect(options)}`, () => throws(() => verifier(options), problem))
