import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** An issuer's token endpoint for clients with the one secret (RFC 6749, section 4.4). */
export interface TokenEndpoint {
  readonly url: string
  readonly secret: string
  /** Of the tokens it gives. */
  lifeSeconds: number
  /** Tokens given so far. */
  given(): number
  close(): Promise<void>
}

/** @param make  makes a client's token */
export async function startTokenEndpoint(
  make: (clientId: string, lifeSeconds: number) => Promise<string>,
): Promise<TokenEndpoint> {
  const secret = 'a secret: with, "everything" in it'.replaceAll('"', '')
  let given = 0
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request))
    const [scheme = '', credentials = ''] = request.headers.authorization?.split(' ') ?? []
    const [clientId = '', ...shown] = Buffer.from(credentials, 'base64').toString().split(':')
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (scheme !== 'Basic' || shown.join(':') !== secret) answer(401, { error: 'invalid_client' })
    else if (form.get('grant_type') !== 'client_credentials') answer(400, { error: 'unsupported_grant_type' })
    else {
      given++
      const { lifeSeconds } = endpoint
      answer(200, {
        access_token: await make(clientId, lifeSeconds),
        token_type: 'Bearer',
        expires_in: lifeSeconds,
        scope: form.get('scope') ?? undefined,
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint: TokenEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    secret,
    lifeSeconds: 600,
    given: () => given,
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return endpoint
}
