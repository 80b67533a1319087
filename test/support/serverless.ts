import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ensureBundle } from './bundle.ts'

/** What osls makes of serverless.yml: a CloudFormation template. */
export interface Template {
  readonly Conditions: Readonly<Record<string, unknown>>
  readonly Resources: Readonly<Record<string, Resource>>
}

export interface Resource {
  readonly Type: string
  readonly Condition?: string
  readonly DeletionPolicy?: string
  readonly Properties: Readonly<Record<string, unknown>>
}

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
/** When the template was written, and of which code: what changes each time. */
const WRITTEN = /serverless\/([\w-]+)\/([\w-]+)\/\d+-[\d-]+T[\d:.]+Z\//g
const VERSION = /("\w*?LambdaVersion)(?!Output)\w{30,}"/g
const DIGEST = /"CodeSha256":\s*"[^"]+"/g

/** Most of its time it makes what it checks serverless.yml with, the same again and again, and compiles its own modules. */
const CACHES = {
  SLS_SCHEMA_CACHE_BASE_DIR: process.env.TEST_DIR,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
}

/** One bundle serves all templates that a test asks for. */
let bundled: Promise<void> | undefined

/** Parameters that use every part of serverless.yml. */
export const EVERYTHING = {
  bootstrapServers: 'b-1.example.internal:9096',
  securityProtocol: 'SASL_SSL',
  saslMechanism: 'SCRAM-SHA-512',
  kafkaSecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonMSK_rest-AbCdEf',
  adminKafkaSecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonMSK_admin-AbCdEf',
  mskCluster: 'events/5f1f3a3c-1111-2222-3333-444455556666-7',
  subnetIds: 'subnet-1,subnet-2',
  securityGroupIds: 'sg-1',
  schemaRegistryUrl: 'https://registry.example.org',
  registrySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:registry-AbCdEf',
  usersSecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:users-AbCdEf',
  jwtIssuer: 'https://issuer.example.org',
  jwtAudience: 'kafka-rest',
  policy: 'write:sasquatch=produce,consume,metadata,topic:create',
  permitsPerSecond: '100',
  kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555',
  tracing: 'Active',
  iotTopicFilter: 'sensors/#',
  iotTopicRegexList: 'sensors.$1:sensors/([a-z]+)/.*',
  iotValueFormat: 'avro',
  iotPrincipal: 'aws-iot',
  iotKafkaActionFilter: 'raw/#',
  iotKafkaActionTopic: 'raw',
  vpcId: 'vpc-1',
  alarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:alarms',
  produceReservedConcurrency: '50',
  produceProvisionedConcurrency: '2',
}

/**
 * Packages serverless.yml without credentials, without a home and with these parameters alone.
 *
 * @throws Error  osls finds something wrong with it
 */
export async function packageTemplate(parameters: Readonly<Record<string, string>>): Promise<Template> {
  bundled ??= ensureBundle()
  await bundled
  const folder = await mkdtemp(join(tmpdir(), 'kafka-rest-edge-package-'))
  try {
    const given = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`)
    const args = ['node_modules/osls/bin/serverless.js', 'package', '--package', folder, ...given]
    await run(process.execPath, args, { cwd: root, env: { ...CACHES, PATH: process.env.PATH, HOME: folder } }).catch(
      (cause) => {
        throw new Error(`osls says: ${cause.stdout}${cause.stderr}`, { cause })
      },
    )
    const text = await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8')
    const lasting = text
      .replaceAll(WRITTEN, 'serverless/$1/$2/…/')
      .replaceAll(VERSION, '$1"')
      .replaceAll(DIGEST, '"CodeSha256": "…"')
    return JSON.parse(lasting) as Template
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Resources of a type, by their names in the template. */
export function resourcesOf(template: Template, type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type)
}

/** The environment that a function of the template is given. */
export function environmentOf(template: Template, functionName: string): Readonly<Record<string, string>> {
  const { Environment } = template.Resources[functionName]?.Properties ?? {}
  return (Environment as { Variables: Record<string, string> }).Variables
}
