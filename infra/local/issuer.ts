import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { writeWhole } from './write-whole.ts'

const alg = 'ES256'

/** An OIDC issuer for development: it tells its keys, and gives tokens to whoever is in this process. */
export interface Issuer {
  /** The `iss` of its tokens, and where discovery starts. */
  readonly url: string
  readonly jwksUrl: string
  /**
   * Signs a token.
   *
   * @param scope       scopes, separated by blanks
   * @param validForMs  from now on
   */
  token(claims: { subject: string; audience: string; scope: string; validForMs: number }): Promise<string>
  close(): Promise<void>
}

/**
 * Starts an issuer on loopback with OpenID Connect Discovery 1.0 and a JWK set (RFC 7517) of one ES256 key.
 *
 * @param keyFile  keeps the private key, readable by its owner only; tokens stay valid as long as it and the port stay
 */
export async function startIssuer(port: number, keyFile: string): Promise<Issuer> {
  const { d, ...publicKey } = await readOrMakeKey(keyFile)
  const privateKey = await importJWK({ ...publicKey, ...(d !== undefined && { d }) }, alg)
  const url = `http://127.0.0.1:${port}`
  const documents: Record<string, unknown> = {
    '/.well-known/openid-configuration': {
      issuer: url,
      jwks_uri: `${url}/jwks.json`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [alg],
    },
    '/jwks.json': { keys: [publicKey] },
  }
  const server = createServer((request, response) => answer(documents, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url,
    jwksUrl: `${url}/jwks.json`,
    token: ({ subject, audience, scope, validForMs }) =>
      new SignJWT({ scope })
        .setProtectedHeader({ alg, typ: 'JWT', ...(publicKey.kid !== undefined && { kid: publicKey.kid }) })
        .setIssuer(url)
        .setAudience(audience)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime(new Date(Date.now() + validForMs))
        .sign(privateKey),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readOrMakeKey(file: string): Promise<JWK> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK
  } catch {
    const { privateKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = await exportJWK(privateKey)
    const key = { ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) }
    writeWhole(file, JSON.stringify(key))
    return key
  }
}

function answer(documents: Record<string, unknown>, request: IncomingMessage, response: ServerResponse): void {
  const document = documents[request.url ?? '']
  const status = document === undefined ? 404 : 200
  response
    .writeHead(status, { 'Content-Type': 'application/json' })
    .end(JSON.stringify(document ?? { error: 'not_found' }))
}
