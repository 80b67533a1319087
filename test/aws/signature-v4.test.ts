import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { presign, type SigningScope, signHeaders } from '../../shared/aws/signature-v4.ts'
import { sdkSigner } from './sdk-signer.ts'

/** Of AWS's published test suite for Signature Version 4. */
const suite: SigningScope = {
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
  service: 'service',
  at: Date.UTC(2015, 7, 30, 12, 36),
}

/** The published signatures, of requests that have the headers `host` and `x-amz-date`. */
const published = [
  ['GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['GET', '/?Param2=value2&Param1=value1', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
  ['POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
] as const

for (const [method, path, signature] of published) {
  test(`${method} ${path} is signed as AWS publishes it`, () => {
    const url = new URL(path, 'https://example.amazonaws.com')
    const { authorization } = signHeaders({ method, url, headers: {}, body: '' }, suite)
    equal(
      authorization,
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    )
  })
}

const temporary: SigningScope = {
  ...suite,
  credentials: { ...suite.credentials, sessionToken: 'a token/with+characters=' },
  service: 'kafka-cluster',
  region: 'eu-central-1',
}

for (const scope of [suite, temporary]) {
  const session = scope.credentials.sessionToken ? 'with' : 'without'

  test(`a request ${session} a session token is signed as AWS’s SDK signs it`, async () => {
    const url = new URL(`https://secretsmanager.${scope.region}.amazonaws.com/`)
    const body = JSON.stringify({ SecretId: 'größe' })
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' }
    const request = { method: 'POST', protocol: 'https:', hostname: url.host, path: '/', query: {}, body }
    const signed = await sdkSigner(scope).sign(
      { ...request, headers: { ...headers, host: url.host } },
      { signingDate: new Date(scope.at) },
    )
    const own = signHeaders({ method: 'POST', url, headers, body }, scope)
    deepEqual({ ...own, host: url.host }, signed.headers)
  })

  test(`a URL ${session} a session token is signed as AWS’s SDK signs it`, async () => {
    const url = new URL('https://kafka.eu-central-1.amazonaws.com/?Action=kafka-cluster%3AConnect')
    const signed = await sdkSigner(scope).presign(
      {
        method: 'GET',
        protocol: 'https:',
        hostname: url.host,
        path: '/',
        query: { Action: 'kafka-cluster:Connect' },
        headers: { host: url.host },
      },
      { signingDate: new Date(scope.at), expiresIn: 900 },
    )
    const own = presign(url, 900, scope)
    equal(own.searchParams.get('X-Amz-Signature'), (signed.query as Record<string, string>)['X-Amz-Signature'])
    for (const [name, value] of Object.entries(signed.query ?? {})) equal(own.searchParams.get(name), value, name)
  })
}
