import { equal, match, ok, rejects } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Issuer, startIssuer, trusting } from '../support/issuer.ts'
import { httpApiEvent } from '../support/lambda-event.ts'
import { type LoadedHandler, loadHandler } from '../support/load-handler.ts'
import { albEvent } from '../support/rest-api-event.ts'

for (const [name, environment, problem] of [
  [
    'a trusted header',
    { KAFKA_REST_AUTH_TRUSTED_HEADER_NAME: 'X-User', KAFKA_REST_AUTH_TRUSTED_HEADER_FROM: '0.0.0.0/0' },
    /KAFKA_REST_AUTH_TRUSTED_HEADER_NAME: not on Lambda/,
  ],
  [
    'client certificates',
    { KAFKA_REST_SSL_CLIENT_AUTHENTICATION: 'REQUIRED', KAFKA_REST_AUTH_POLICY: '*=*' },
    /KAFKA_REST_SSL_CLIENT_AUTHENTICATION: not on Lambda/,
  ],
] as const)
  test(`on Lambda ${name} ends the start`, async () => {
    await rejects(loadHandler(environment), (error: Error) => problem.test(error.message))
  })

describe('who is calling a Lambda', () => {
  let issuer: Issuer
  let lambda: LoadedHandler
  let token = ''
  before(async () => {
    issuer = await startIssuer()
    lambda = await loadHandler(trusting(issuer))
    token = await issuer.token({ scope: 'write:sasquatch' })
  })
  after(async () => {
    await issuer.close()
    await lambda.close()
  })

  const ask = async (authorization: string) => {
    const request = new Request('https://api.example.test/topics', { headers: { authorization } })
    const started = performance.now()
    const { statusCode, body } = await lambda.invoke(await httpApiEvent(request))
    ok(performance.now() - started < 2_000)
    return { statusCode, body: String(body) }
  }

  test('a token of 100 kB answers 401 quickly, and the next request is served', async () => {
    const { statusCode, body } = await ask(`Bearer ${'a'.repeat(100_000)}`)
    equal(statusCode, 401)
    match(body, /longer than 16384 bytes/)
    equal((await ask(`Bearer ${token}`)).statusCode, 200)
  })

  test('two Authorization headers answer 401, joined or as a list', async () => {
    equal((await ask(`Bearer ${token}, Bearer ${token}`)).statusCode, 401)
    const event = (await albEvent(new Request('https://api.example.test/topics'), true)) as {
      multiValueHeaders: Record<string, string[]>
    }
    event.multiValueHeaders.authorization = [`Bearer ${token}`, 'Bearer other']
    equal((await lambda.invoke(event)).statusCode, 401)
  })

  test('a thousand tokens with unknown keys fetch the keys no more than once, and end with 401', async () => {
    await ask(`Bearer ${token}`)
    const fetched = issuer.keyFetches()
    const strange = await issuer.token({}, { kid: 'unknown' })
    const [header = '', claims = '', signature = ''] = strange.split('.')
    for (let index = 0; index < 1_000; index++) {
      const kid = Buffer.from(
        JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), kid: `k${index}` }),
      )
      equal((await ask(`Bearer ${kid.toString('base64url')}.${claims}.${signature}`)).statusCode, 401)
    }
    ok(issuer.keyFetches() - fetched <= 1, `${issuer.keyFetches() - fetched} fetches`)
    equal((await ask(`Bearer ${token}`)).statusCode, 200)
  })
})
