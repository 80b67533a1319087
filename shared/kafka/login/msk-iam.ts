import { type AwsCredentials, presign } from '../../aws/signature-v4.ts'
import { type LoginToken, type TokenSource, TokenUnavailable } from './token.ts'

export interface MskIamOptions {
  /** Where the cluster is. */
  readonly region: string
  /** Fresh ones at every login, from wherever the process has them. */
  readonly credentials: () => Promise<AwsCredentials>
}

const LIFE_SECONDS = 900

/**
 * Tokens for Amazon MSK with IAM access control, as AWS's own signers make them for SASL/OAUTHBEARER: a URL that is signed
 * for the action `kafka-cluster:Connect`, in Base64 (URL) without padding. The broker asks it who signed it.
 */
export function mskIamToken({ region, credentials }: MskIamOptions, now: () => number = Date.now): TokenSource {
  const url = new URL(`https://kafka.${region}.amazonaws.com/?Action=kafka-cluster%3AConnect`)
  return async (): Promise<LoginToken> => {
    const found = await credentials().catch(missing)
    const at = now()
    const signed = presign(url, LIFE_SECONDS, { credentials: found, region, service: 'kafka-cluster', at })
    // Not signed: MSK writes it to CloudTrail.
    const value = Buffer.from(`${signed}&User-Agent=kafka-rest-edge`).toString('base64url')
    return { value, expiresAt: at + LIFE_SECONDS * 1000, principal: found.accessKeyId }
  }
}

function missing(error: unknown): never {
  throw new TokenUnavailable('there are no AWS credentials', error)
}
