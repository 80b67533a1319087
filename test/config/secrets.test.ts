import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readConfig } from '../../shared/config/read-config.ts'
import { readSecrets } from '../../shared/config/secrets.ts'
import { type AwsStandIn, startAwsStandIn } from '../aws/stand-in.ts'
import { newFolder } from '../support/folder.ts'
import { needed } from './settings.ts'

const JAAS = 'KAFKA_REST_CLIENT_SASL_JAAS_CONFIG'
const TRUST_PASSWORD = 'KAFKA_REST_CLIENT_SSL_TRUSTSTORE_PASSWORD'
const USER_INFO = 'KAFKA_REST_SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO'
const secretArn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:AmazonMSK_proxy-AbCdEf'
const parameterArn = 'arn:aws:ssm:eu-west-1:123456789012:parameter/kafka/registry'
const dir = newFolder('secrets')
let aws: AwsStandIn

before(async () => {
  aws = await startAwsStandIn()
})
after(() => aws.close())

function file(name: string, content: string): string {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

async function read(environment: Record<string, string>) {
  const problems: string[] = []
  const found = await readSecrets({ ...aws.environment, ...environment }, problems)
  return { found, problems }
}

test('a secret may stand in a file; the line break at its end is not part of it', async () => {
  const { found, problems } = await read({ [`${JAAS}_FILE`]: file('jaas', 'username=u password=p \r\n') })
  deepEqual([found[JAAS], problems], ['username=u password=p ', []])
  equal(`${JAAS}_FILE` in found, false)
})

test('a file that is not there, or not to be read, or beside a value, is a problem', async () => {
  const away = await read({ [`${JAAS}_FILE`]: join(dir, 'none') })
  match(away.problems.join(), /SASL_JAAS_CONFIG_FILE: .*none cannot be read \(ENOENT\)/)
  const folder = await read({ [`${JAAS}_FILE`]: dir })
  match(folder.problems.join(), /cannot be read \(EISDIR\)/)
  const both = await read({ [`${JAAS}_FILE`]: file('b', 'x'), [JAAS]: 'y' })
  match(both.problems.join(), /both set; one is enough/)
  ok(![...away.problems, ...folder.problems, ...both.problems].some((problem) => problem.includes('username')))
})

test('only secrets are read from files and ARNs', async () => {
  const { found } = await read({ KAFKA_REST_CLIENT_CLIENT_ID: secretArn, KAFKA_REST_CLIENT_CLIENT_ID_FILE: '/none' })
  deepEqual(
    [found.KAFKA_REST_CLIENT_CLIENT_ID, found.KAFKA_REST_CLIENT_CLIENT_ID_FILE],
    [secretArn, '/none'],
    'the latter is a problem of the settings',
  )
})

test('a setting of its own that ends in _FILE stays what it is', async () => {
  const users = { KAFKA_REST_AUTH_BASIC_USERS_FILE: '/etc/users' }
  deepEqual((await read(users)).found.KAFKA_REST_AUTH_BASIC_USERS_FILE, '/etc/users')
})

test('an ARN of Secrets Manager or of SSM stands for what is there, asked for with a signature that AWS accepts', async () => {
  aws.secrets.set(secretArn, '{"username":"proxy","password":"word"}')
  aws.secrets.set(parameterArn, 'registry:word')
  const { found, problems } = await read({ [JAAS]: secretArn, [USER_INFO]: parameterArn })
  deepEqual(problems, [])
  deepEqual([found[JAAS], found[USER_INFO]], ['{"username":"proxy","password":"word"}', 'registry:word'])
  deepEqual(aws.asked.slice(-2).sort(), [
    `eu-central-1/secretsmanager secretsmanager.GetSecretValue {"SecretId":"${secretArn}"}`,
    `eu-west-1/ssm AmazonSSM.GetParameter {"Name":"${parameterArn}","WithDecryption":true}`,
  ])
})

test('a member of a secret, and its stage or version, are named as in the task definitions of ECS', async () => {
  aws.secrets.set(secretArn, '{"username":"proxy","password":"word"}')
  const { found, problems } = await read({ [TRUST_PASSWORD]: `${secretArn}:password:AWSPREVIOUS:` })
  deepEqual([found[TRUST_PASSWORD], problems], ['word', []])
  match(aws.asked.at(-1) ?? '', /"VersionStage":"AWSPREVIOUS"/)
  const wrong = await read({ [TRUST_PASSWORD]: `${secretArn}:nothing` })
  match(wrong.problems.join(), /TRUSTSTORE_PASSWORD: the secret has no member 'nothing'/)
})

test('what AWS refuses is a problem that names the setting and AWS’s reason', async () => {
  const { problems } = await read({ [JAAS]: secretArn.replace('proxy', 'unknown') })
  match(problems.join(), /SASL_JAAS_CONFIG: the secret is refused by .*: ResourceNotFoundException/)
})

test('AWS being away is a problem, and no hang', async () => {
  const away = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_SECRETS_MANAGER: '' }
  const { problems } = await read({ [JAAS]: secretArn, ...away })
  match(problems.join(), /SASL_JAAS_CONFIG: the secret cannot be asked for: .* does not answer/)
})

test('a login is what its secret holds, and another one when that has changed and the old one is refused', async () => {
  aws.secrets.set(secretArn, '{"username":"proxy","password":"first"}')
  const { kafka } = await readConfig({
    ...needed,
    ...aws.environment,
    KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SASL_SSL',
    [JAAS]: secretArn,
  })
  const first = kafka.renewal?.current
  deepEqual(first?.sasl, { mechanism: 'SCRAM-SHA-512', username: 'proxy', password: 'first' })
  ok(first)
  aws.secrets.set(secretArn, '{"username":"proxy","password":"second"}')
  equal(await kafka.renewal?.renew(first), true)
  deepEqual(kafka.renewal?.current.sasl, { mechanism: 'SCRAM-SHA-512', username: 'proxy', password: 'second' })
})

test('all problems are told at once, those of secrets too', async () => {
  const settings = { ...needed, [`${JAAS}_FILE`]: join(dir, 'none'), KAFKA_REST_PRODUCER_ACKS: '0' }
  const error = await readConfig(settings).then(
    () => undefined,
    (error: Error) => error,
  )
  match(error?.message ?? '', /ENOENT[\s\S]*PRODUCER_ACKS/)
})
