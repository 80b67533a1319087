import { join } from 'node:path'
import { stateFolder } from '../../../infra/local/folders.ts'
import { type Issuer, startIssuer } from '../../../infra/local/issuer.ts'
import { anyPort } from '../../../infra/local/processes/ports.ts'

const AUDIENCE = 'bench'

/** An issuer of tokens, and how a proxy is told to trust it. */
export interface Tokens {
  readonly issuer: Issuer
  readonly audience: string
  /** Settings of a proxy that takes them, and nobody without. */
  readonly settings: Readonly<Record<string, string>>
  /** A token for an hour, which may write to all topics. */
  of(subject: string): Promise<string>
  close(): Promise<void>
}

/** Starts an issuer in this process. */
export async function openTokens(): Promise<Tokens> {
  const issuer = await startIssuer(await anyPort(), join(stateFolder, 'bench', 'issuer-key.json'))
  return {
    issuer,
    audience: AUDIENCE,
    settings: { KAFKA_REST_AUTH_JWT_ISSUER: issuer.url, KAFKA_REST_AUTH_JWT_AUDIENCE: AUDIENCE },
    of: (subject) => issuer.token({ subject, audience: AUDIENCE, scope: 'write:sasquatch', validForMs: 3_600_000 }),
    close: () => issuer.close(),
  }
}
