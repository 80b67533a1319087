import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ARCHIVE } from '../../infra/bundle/build.ts'
import { loadConfig } from '../../shared/config/config.ts'
import { ConfigurationError } from '../../shared/config/load.ts'
import { variableOf } from '../../shared/config/setting.ts'
import { SECRETS } from '../../shared/config/settings.ts'
import { servedRoutes } from '../../shared/http/endpoint-lists.ts'
import { routes } from '../../shared/routes.ts'
import { gatewayOf } from '../support/gateway.ts'
import { EVERYTHING, environmentOf, packageTemplate, resourcesOf, type Template } from '../support/serverless.ts'
import { SNAPSHOT, snapshotOf } from './serverless.snapshot.ts'

const run = promisify(execFile)
const archive = fileURLToPath(new URL(`../../${ARCHIVE}`, import.meta.url))
const FUNCTION = 'AWS::Lambda::Function'
/** What consumes as well, by its URL alone. */
const STREAM = 'StreamLambdaFunction'
/** Who may write, with the password `secret`; `npm run user` writes such lines. */
const USER =
  'alice: $scrypt$ln=14,r=8,p=1$K0eWc0CSLF+og/qbmeZgdw$GTo+u9qOc4zxvpMUCFa3hnZxbTzNqlR/kcmY4I80q3Y,write:sasquatch'

/** Ways to run it that docs/deploy-aws.md leads to. */
const variants: Readonly<Record<string, Record<string, string>>> = {
  'MSK with IAM': {
    bootstrapServers: 'b-1.events.abc123.c2.kafka.us-east-1.amazonaws.com:9098',
    securityProtocol: 'SASL_SSL',
    saslMechanism: 'AWS_MSK_IAM',
    mskCluster: 'events/5f1f3a3c-1111-2222-3333-444455556666-7',
    subnetIds: 'subnet-1,subnet-2',
    securityGroupIds: 'sg-1',
    usersSecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:users-AbCdEf',
  },
  'MSK with SCRAM': {
    bootstrapServers: 'b-1.events.abc123.c2.kafka.us-east-1.amazonaws.com:9096',
    securityProtocol: 'SASL_SSL',
    saslMechanism: 'SCRAM-SHA-512',
    kafkaSecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonMSK_rest-AbCdEf',
    kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555',
    subnetIds: 'subnet-1,subnet-2',
    securityGroupIds: 'sg-1',
    jwtIssuer: 'https://issuer.example.org',
    jwtAudience: 'kafka-rest',
  },
  'Confluent Cloud': {
    bootstrapServers: 'pkc-12345.us-east-1.aws.confluent.cloud:9092',
    securityProtocol: 'SASL_SSL',
    saslMechanism: 'PLAIN',
    kafkaSecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:confluent-AbCdEf',
    schemaRegistryUrl: 'https://psrc-12345.us-east-1.aws.confluent.cloud',
    registrySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:registry-AbCdEf',
    jwtIssuer: 'https://issuer.example.org',
    jwtAudience: 'kafka-rest',
  },
}

describe('serverless.yml', () => {
  let template: Template
  let without: Template
  before(async () => {
    template = await packageTemplate(EVERYTHING)
    without = await packageTemplate({ ...EVERYTHING, deletionProtection: 'false', functionUrls: 'false' })
  })

  test('its template is the one that was last looked at', async () => {
    const last = await readFile(SNAPSHOT, 'utf8')
    // After a change that is meant: node test/functions/serverless.snapshot.ts
    deepEqual(snapshotOf(template).split('\n'), last.split('\n'))
  })

  test('every handler is in the zip, by the name that Lambda looks for', async () => {
    const { stdout } = await run('python3', ['-m', 'zipfile', '-l', archive])
    const files = stdout.split('\n').map((line) => line.split(/\s+/)[0] ?? '')
    const functions = resourcesOf(template, FUNCTION)
    equal(functions.length, 5)
    for (const [, { Properties }] of functions) {
      const [module] = String(Properties.Handler).split('.')
      ok(files.includes(`${module}.mjs`), `${module}.mjs is not among ${files.join(', ')}`)
      equal(
        String((Properties.Code as { S3Key: string }).S3Key)
          .split('/')
          .at(-1),
        'http.zip',
      )
    }
  })

  test('every route leads to the one function that serves it, whatever the method, below a base path as well', async () => {
    const withBase = await packageTemplate({ ...EVERYTHING, basePath: '/kafka-rest' })
    for (const [made, bases] of [
      [template, ['', '/kafka']],
      [withBase, ['/kafka-rest', '/kafka-rest/kafka']],
    ] as const) {
      const gateway = gatewayOf(made)
      for (const route of routes) {
        const path = route.path.replaceAll(/(?<=\/):(\w+)/g, 'some-$1')
        const paths = bases
          .filter((base) => !base.endsWith('/kafka') || path.startsWith('/v3'))
          .map((base) => base + path)
        for (const asked of paths) {
          const name = gateway(route.method, asked) ?? ''
          ok(serves(made, name, route.name), `${name} does not serve ${route.method} ${asked}`)
          equal(gateway('OPTIONS', asked), name)
          const others = servingHttp(made).filter(
            ([other]) => other !== name && other !== STREAM && serves(made, other, route.name),
          )
          // What is public and no part of the API, such as health, every process answers.
          if (route.name.includes('api.') || route.action !== 'public') deepEqual(others, [], route.name)
        }
      }
    }
  })

  /** Functions that are invoked with requests. */
  function servingHttp(made: Template) {
    return resourcesOf(made, FUNCTION).filter(([, { Properties }]) => Properties.Handler !== 'iot.handler')
  }

  function serves(made: Template, functionName: string, operation: string): boolean {
    const { settings } = loadConfig(startable(environmentOf(made, functionName)), true)
    return servedRoutes(routes, settings).some(({ name }) => name === operation)
  }

  for (const [variant, parameters] of Object.entries(variants)) {
    test(`${variant}: functions start with settings that are valid, and answer before the HTTP API gives up`, async () => {
      const made = await packageTemplate(parameters)
      for (const [name, { Properties }] of resourcesOf(made, FUNCTION)) {
        const environment = environmentOf(made, name)
        // Nobody can send the function of AWS IoT a request: functions/iot.ts.
        const asked = Properties.Handler === 'iot.handler' ? { KAFKA_REST_AUTH_NONE: 'true' } : {}
        ok(loadConfig({ ...startable(environment), ...asked }, true))
        ok(Number(Properties.Timeout) < 30)
        // Lambda's limit for all variables together.
        ok(JSON.stringify(environment).length < 4_096)
      }
    })
  }

  test('functions that nobody is asked who they are do not start', async () => {
    const made = await packageTemplate({ bootstrapServers: 'b-1.example.internal:9092' })
    for (const [name] of servingHttp(made)) {
      await rejects(async () => loadConfig(startable(environmentOf(made, name)), true), ConfigurationError)
    }
  })

  test('a value that osls cannot use, or brokers that are not given, end the packaging', async () => {
    await rejects(packageTemplate({}), /BOOTSTRAP_SERVERS/)
    await rejects(packageTemplate({ ...EVERYTHING, produceReservedConcurrency: 'many' }), /reservedConcurrency/)
  })

  test('no secret is a function’s variable: where one belongs stands an ARN', () => {
    for (const [name] of resourcesOf(template, FUNCTION)) {
      const { KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: login, ...environment } = environmentOf(template, name)
      equal(login, name === 'AdminLambdaFunction' ? EVERYTHING.adminKafkaSecretArn : EVERYTHING.kafkaSecretArn)
      equal(environment.KAFKA_REST_SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO, EVERYTHING.registrySecretArn)
      equal(environment.KAFKA_REST_AUTH_BASIC_USERS, name === 'IotLambdaFunction' ? '' : EVERYTHING.usersSecretArn)
      for (const secret of SECRETS) ok((environment[variableOf(secret)] || 'arn:').startsWith('arn:'), secret)
    }
  })

  test('answers as streams come by a URL alone, to who may consume and no more, unless there are to be no URLs', () => {
    const { InvokeMode } = template.Resources.StreamLambdaFunctionUrl?.Properties ?? {}
    equal(InvokeMode, 'RESPONSE_STREAM')
    const { InvokeMode: consume } = template.Resources.ConsumeLambdaFunctionUrl?.Properties ?? {}
    equal(consume ?? 'BUFFERED', 'BUFFERED')
    const [streams, reads] = ['StreamRole', 'ConsumeRole'].map((role) =>
      JSON.stringify(template.Resources[role]?.Properties.Policies).replaceAll('StreamLogGroup', 'ConsumeLogGroup'),
    )
    equal(streams, reads)
    deepEqual(
      Object.keys(without.Resources).filter((name) => name.endsWith('FunctionUrl')),
      [],
    )
  })

  test('the table survives its stack, expires garbage, can be restored, and may be left unprotected', () => {
    const table = template.Resources.ConsumerState
    equal(table?.DeletionPolicy, 'Retain')
    const Properties = table?.Properties ?? {}
    equal(Properties.BillingMode, 'PAY_PER_REQUEST')
    deepEqual(Properties.TimeToLiveSpecification, { AttributeName: 'ttl', Enabled: true })
    deepEqual(Properties.PointInTimeRecoverySpecification, { PointInTimeRecoveryEnabled: true })
    equal(Properties.DeletionProtectionEnabled, true)
    equal(String(without.Resources.ConsumerState?.Properties.DeletionProtectionEnabled), 'false')
  })

  test('every parameter is explained in docs/deploy-aws.md, and none that there is not', async () => {
    const [file, page] = await Promise.all(
      ['serverless.yml', 'docs/deploy-aws.md'].map((path) =>
        readFile(new URL(`../../${path}`, import.meta.url), 'utf8'),
      ),
    )
    const used = new Set([...(file ?? '').matchAll(/\$\{param:(\w+)/g)].map(([, name = '']) => name))
    const defaults = [...(file ?? '').matchAll(/^ {4}(\w+): /gm)].map(([, name = '']) => name)
    const known = new Set([...used, ...defaults.slice(0, defaults.indexOf('consumeProvisionedConcurrency') + 1)])
    const table = (page ?? '').split('## Parameters')[1]?.split('\n## ')[0] ?? ''
    const rows = table.split('\n').map((row) => row.split('|')[1] ?? '')
    const explained = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))
    deepEqual(explained.toSorted(), [...known].sort())
  })

  test('all that is for AWS IoT is there only with the topic filter of its rule, and nothing else depends on it', () => {
    const own = new Map(Object.entries(template.Resources).filter(([name]) => name.startsWith('Iot')))
    for (const [name, resource] of own) match(String(resource.Condition), /^HasIot(Function|KafkaAction)?$/, name)
    for (const [name, resource] of Object.entries(template.Resources)) {
      if (own.has(name)) continue
      const text = JSON.stringify(resource)
      for (const each of own.keys()) ok(!text.includes(`"${each}"`), `${name} needs ${each}`)
    }
    // What is there with one of the two ways asks for nothing of the other.
    for (const [name, { Condition, ...resource }] of own) {
      const text = JSON.stringify(resource)
      for (const [other, { Condition: needed }] of own) {
        if (text.includes(`"${other}"`)) ok(needed === Condition || needed === 'HasIot', `${name} needs ${other}`)
      }
    }
  })

  test('the function hears of the rule alone, and what it cannot store is kept', () => {
    const { IotPermission, IotInvocations, IotRule } = template.Resources
    deepEqual(IotPermission?.Properties, {
      FunctionName: { 'Fn::GetAtt': ['IotLambdaFunction', 'Arn'] },
      Action: 'lambda:InvokeFunction',
      Principal: 'iot.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['IotRule', 'Arn'] },
      SourceAccount: { Ref: 'AWS::AccountId' },
    })
    const failures = { 'Fn::GetAtt': ['IotFailures', 'Arn'] }
    deepEqual(IotInvocations?.Properties.DestinationConfig, { OnFailure: { Destination: failures } })
    equal(IotInvocations?.Properties.MaximumRetryAttempts, 2)
    const { Sql, ErrorAction } = (IotRule?.Properties.TopicRulePayload ?? {}) as { Sql: string; ErrorAction: object }
    // The members that shared/mqtt/iot/event.ts reads.
    for (const member of ['mqtt_payload', 'mqtt_topic', 'mqtt_client_id', 'mqtt_timestamp'])
      match(Sql, new RegExp(` AS ${member}[ ,]`))
    match(JSON.stringify(ErrorAction), /IotFailures/)
  })

  test('the Kafka action logs in with the secret that the functions have, by the mechanism that is configured', () => {
    const { Actions } = (template.Resources.IotKafkaRule?.Properties.TopicRulePayload ?? {}) as {
      Actions: { Kafka: Record<string, unknown> }[]
    }
    const { Key, ClientProperties } = Actions[0]?.Kafka ?? {}
    deepEqual(Key, { 'Fn::Join': ['', ['$', '{topic()}']] })
    const text = JSON.stringify(ClientProperties)
    equal(text.split(`get_secret('${EVERYTHING.kafkaSecretArn}'`).length - 1, 4)
    // CloudFormation takes a name in braces for its own where a dollar stands before it.
    ok(!JSON.stringify(template.Resources.IotKafkaRule).includes('${'))
  })

  test('the dashboard is JSON whose metrics are of resources that there are', () => {
    const { DashboardBody } = template.Resources.Dashboard?.Properties ?? {}
    const body = (DashboardBody as { 'Fn::Sub': string })['Fn::Sub']
    const { widgets } = JSON.parse(body) as { widgets: { properties: { metrics: unknown[] } }[] }
    ok(widgets.every(({ properties }) => properties.metrics.length > 0))
    for (const [, name = ''] of body.matchAll(/\$\{([^}]+)\}/g)) {
      ok(name.startsWith('AWS::') || name in template.Resources, name)
    }
  })

  test('every function and the table are watched', () => {
    const watched = JSON.stringify(
      resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties),
    )
    for (const [name] of resourcesOf(template, FUNCTION)) {
      equal(watched.split(`{"Ref":"${name}"}`).length - 1, 3, name)
    }
    equal(watched.split('{"Ref":"ConsumerState"}').length - 1, 2)
  })
})

/** The environment with a login in place of its secret's ARN, as it is when the secret has been read. */
function startable(environment: Readonly<Record<string, string>>): Record<string, string> {
  const read = { ...environment }
  if (read.KAFKA_REST_CLIENT_SASL_JAAS_CONFIG) {
    read.KAFKA_REST_CLIENT_SASL_JAAS_CONFIG = '{"username":"rest","password":"secret"}'
  }
  if (read.KAFKA_REST_SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO) {
    read.KAFKA_REST_SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO = 'rest:secret'
  }
  if (read.KAFKA_REST_AUTH_BASIC_USERS) read.KAFKA_REST_AUTH_BASIC_USERS = USER
  return read
}
