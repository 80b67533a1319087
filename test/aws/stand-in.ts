import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { AwsCredentials } from '../../shared/aws/signature-v4.ts'
import { sdkSigner } from './sdk-signer.ts'

/** Secrets Manager and Parameter Store as far as one reads secrets from them; signatures are checked with AWS's own signer. */
export interface AwsStandIn {
  /** Where AWS's SDKs and the product find it. */
  readonly environment: Readonly<Record<string, string>>
  /** By ARN. */
  readonly secrets: Map<string, string>
  /** `region/service target body`, of each request whose signature was right. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

/** Knows the credentials that the process itself has. */
export async function startAwsStandIn(): Promise<AwsStandIn> {
  const secrets = new Map<string, string>()
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const answer = (status: number, content: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(content))
    const scope = await signedScope(request, body)
    if (scope === undefined) return answer(400, { __type: 'com.amazon.coral.service#InvalidSignatureException' })
    asked.push(`${scope} ${request.headers['x-amz-target']} ${body}`)
    const { SecretId, Name } = JSON.parse(body) as { SecretId?: string; Name?: string }
    const secret = secrets.get(SecretId ?? Name ?? '')
    if (secret === undefined) return answer(400, { __type: 'ResourceNotFoundException', message: 'It is not there.' })
    return answer(200, SecretId ? { SecretString: secret } : { Parameter: { Value: secret } })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    environment: { AWS_ENDPOINT_URL_SECRETS_MANAGER: url, AWS_ENDPOINT_URL_SSM: url },
    secrets,
    asked,
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const CREDENTIAL = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), /
const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** `region/service` of a request that is signed with the process's credentials, and now; `undefined` when it is not. */
async function signedScope({ headers }: IncomingMessage, body: string): Promise<string | undefined> {
  const [, region = '', service = '', names = ''] = CREDENTIAL.exec(headers.authorization ?? '') ?? []
  const date = String(headers['x-amz-date']).replace(DATE, '$1-$2-$3T$4:$5:$6Z')
  const signedHeaders = Object.fromEntries(names.split(';').map((name) => [name, String(headers[name])]))
  const { 'x-amz-date': _, 'x-amz-security-token': __, ...given } = signedHeaders
  const expected = await sdkSigner({ credentials: ownCredentials(), region, service }).sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: String(headers.host),
      path: '/',
      query: {},
      headers: given,
      body,
    },
    { signingDate: new Date(date) },
  )
  const fresh = Math.abs(Date.now() - Date.parse(date)) < 300_000
  return fresh && expected.headers.authorization === headers.authorization ? `${region}/${service}` : undefined
}

function ownCredentials(): AwsCredentials {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN: sessionToken } = process.env
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(sessionToken && { sessionToken }),
  }
}
