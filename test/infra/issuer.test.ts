import { deepEqual, equal } from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { startIssuer } from '../../infra/local/issuer.ts'
import { anyPort } from '../../infra/local/processes/ports.ts'
import { newFolder } from './folder.ts'

const claims = { subject: 'developer', audience: 'kafka-rest-edge', scope: 'write:sasquatch', validForMs: 60_000 }

test('a token is verified by what the issuer says of itself', async (t) => {
  const issuer = await startIssuer(await anyPort(), join(newFolder(t), 'key.json'))
  t.after(() => issuer.close())
  const answer = await fetch(`${issuer.url}/.well-known/openid-configuration`)
  const discovered = (await answer.json()) as { issuer: string; jwks_uri: string }
  deepEqual([discovered.issuer, discovered.jwks_uri], [issuer.url, issuer.jwksUrl])

  const keys = createRemoteJWKSet(new URL(discovered.jwks_uri))
  const { payload } = await jwtVerify(await issuer.token(claims), keys, {
    issuer: issuer.url,
    audience: claims.audience,
  })
  equal(payload.sub, 'developer')
  equal(payload.scope, 'write:sasquatch')
  equal((payload.exp ?? 0) - (payload.iat ?? 0), 60)
})

test('a token outlives a restart of its issuer', async (t) => {
  const keyFile = join(newFolder(t), 'key.json')
  const port = await anyPort()
  const first = await startIssuer(port, keyFile)
  const token = await first.token(claims)
  await first.close()
  const second = await startIssuer(port, keyFile)
  t.after(() => second.close())
  await jwtVerify(token, createRemoteJWKSet(new URL(second.jwksUrl)), { issuer: second.url })
})

test('the private key stays with its owner', async (t) => {
  const keyFile = join(newFolder(t), 'key.json')
  const issuer = await startIssuer(await anyPort(), keyFile)
  t.after(() => issuer.close())
  equal(statSync(keyFile).mode & 0o777, 0o600)
  const { keys } = (await (await fetch(issuer.jwksUrl)).json()) as { keys: object[] }
  equal(keys.length, 1)
  equal('d' in (keys[0] ?? {}), false)
})
