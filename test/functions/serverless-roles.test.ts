import { deepEqual, equal, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ensureTable } from '../../infra/local/table.ts'
import { readSecrets } from '../../shared/config/secrets.ts'
import { startAwsStandIn } from '../aws/stand-in.ts'
import { type DynamoDbRecorder, startDynamoDbRecorder } from '../support/dynamodb-recorder.ts'
import { createTopic } from '../support/kafka.ts'
import { httpApiEvent } from '../support/lambda-event.ts'
import { loadHandler } from '../support/load-handler.ts'
import { EVERYTHING, environmentOf, packageTemplate, resourcesOf, type Template } from '../support/serverless.ts'
import { stack } from '../support/stack.ts'

interface Statement {
  readonly Action: readonly string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

const JSON_RECORDS = 'application/vnd.kafka.json.v2+json'
const V2 = 'application/vnd.kafka.v2+json'

describe('the roles of the functions', () => {
  let template: Template
  const table = `roles-${randomUUID()}`
  before(async () => {
    template = await packageTemplate(EVERYTHING)
    await ensureTable({ endpoint: stack.dynamodb, table })
  })

  /** What a role allows when all that can be configured is. */
  function statementsOf(role: string): readonly Statement[] {
    const policies = template.Resources[role]?.Properties.Policies as readonly Record<string, unknown>[]
    return policies.flatMap((policy) => {
      const [, used] = (policy['Fn::If'] as unknown[] | undefined) ?? [undefined, policy]
      return (used as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement
    })
  }

  const actionsOf = (role: string, service: string) =>
    [...new Set(statementsOf(role).flatMap(({ Action }) => Action))]
      .filter((action) => action.startsWith(service))
      .sort()

  /** A function of the template beside the test's stack, with a limit for each caller. */
  async function start(t: TestContext, name: string, recorder: DynamoDbRecorder) {
    const kept = Object.entries(environmentOf(template, `${name}LambdaFunction`)).filter(([variable]) =>
      /_ALLOWLIST$|_RATE_LIMIT_/.test(variable),
    )
    const { invoke, close } = await loadHandler({
      ...Object.fromEntries(kept),
      KAFKA_REST_DYNAMODB_TABLE: table,
      KAFKA_REST_DYNAMODB_ENDPOINT: recorder.url,
      KAFKA_REST_CONSUMER_METADATA_MAX_AGE_MS: '300',
    })
    t.after(close)
    return async (method: string, path: string, type?: string, body?: object) => {
      const headers: Record<string, string> = { accept: '*/*', ...(type && { 'content-type': type }) }
      const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
      const answer = await invoke(await httpApiEvent(new Request(`https://api.example.test${path}`, init)))
      ok(answer.statusCode < 300, `${method} ${path}: ${answer.statusCode} ${answer.body}`)
      return answer.body ? JSON.parse(String(answer.body)) : undefined
    }
  }

  const madeBy = ({ calls }: DynamoDbRecorder) =>
    [...new Set(calls.map(({ operation }) => `dynamodb:${operation}`))].sort()
  const isOfCaller = ({ key }: { key: string | undefined }) => key?.includes('#principal#') ?? false

  async function record(t: TestContext): Promise<DynamoDbRecorder> {
    const recorder = await startDynamoDbRecorder()
    t.after(() => recorder.close())
    return recorder
  }

  test('producing writes items about callers and none else, and may do no more', async (t) => {
    const recorder = await record(t)
    const send = await start(t, 'Produce', recorder)
    const topic = await createTopic()
    const { offsets } = await send('POST', `/topics/${topic}`, JSON_RECORDS, { records: [{ value: 1 }] })
    equal(offsets[0].offset, 0)
    await send('GET', '/topics')
    equal((await send('GET', '/health/ready')).status, 'ready')
    deepEqual(madeBy(recorder), actionsOf('ProduceRole', 'dynamodb:'))
    ok(recorder.calls.every(isOfCaller))
    const [statement] = statementsOf('ProduceRole').filter(({ Action }) => Action.includes('dynamodb:UpdateItem'))
    deepEqual(statement?.Condition, { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#principal#*'] } })
  })

  test('consuming does in DynamoDB what it may do there; administration looks at instances and changes none', async (t) => {
    const consuming = await record(t)
    const consume = await start(t, 'Consume', consuming)
    const topic = await createTopic()
    const group = `roles-${randomUUID()}`
    const { base_uri } = await consume('POST', `/consumers/${group}`, V2, {
      format: 'json',
      'auto.offset.reset': 'earliest',
    })
    const instance = new URL(base_uri).pathname
    await consume('POST', `${instance}/subscription`, V2, { topics: [topic] })
    await consume('GET', `${instance}/records?timeout=100`)
    await consume('POST', `${instance}/positions/beginning`, V2, { partitions: [{ topic, partition: 0 }] })
    await consume('POST', `${instance}/offsets`, V2, { offsets: [{ topic, partition: 0, offset: 0 }] })

    const looking = await record(t)
    const admin = await start(t, 'Admin', looking)
    const { data } = await admin('GET', '/v3/clusters')
    const groups = `/v3/clusters/${data[0].cluster_id}/consumer-groups`
    await admin('GET', groups)
    await admin('GET', `${groups}/${group}/consumers`)
    await admin('GET', `${groups}/${group}/lags`)
    deepEqual(madeBy(looking), actionsOf('AdminRole', 'dynamodb:'))
    deepEqual(
      looking.calls.filter((call) => call.operation !== 'GetItem' && !isOfCaller(call)),
      [],
    )

    await consume('DELETE', `${instance}/subscription`)
    await consume('DELETE', instance)
    deepEqual(madeBy(consuming), actionsOf('ConsumeRole', 'dynamodb:'))
  })

  test('no call to DynamoDB is written anywhere that the consuming role does not allow', async () => {
    const commands = new Set<string>()
    const shared = fileURLToPath(new URL('../../shared/', import.meta.url))
    for (const file of await readdir(shared, { recursive: true })) {
      if (!file.endsWith('.ts')) continue
      const source = await readFile(join(shared, file), 'utf8')
      for (const [, name = ''] of source.matchAll(/new (\w+)Command\(/g)) commands.add(name)
    }
    // Transactions are allowed by what they are made of.
    equal(commands.delete('TransactWriteItems'), true)
    deepEqual([...commands].map((name) => `dynamodb:${name}`).sort(), actionsOf('ConsumeRole', 'dynamodb:'))
  })

  test('each function may read the secrets that its variables name, and no others, with the calls that read them', async (t) => {
    const aws = await startAwsStandIn()
    after(() => aws.close())
    for (const [name, { Properties }] of resourcesOf(template, 'AWS::Lambda::Function')) {
      const [role = ''] = (Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt']
      const environment = environmentOf(template, name)
      const arns = Object.values(environment).filter((value) => value.startsWith('arn:'))
      for (const arn of arns) aws.secrets.set(arn, 'secret')
      const problems: string[] = []
      await readSecrets({ ...environment, ...aws.environment }, problems)
      deepEqual(problems, [])
      const statements = statementsOf(role).filter(({ Action }) => Action.includes('secretsmanager:GetSecretValue'))
      deepEqual(statements.map(({ Resource }) => Resource).sort(), arns.sort())
    }
    const parameter = 'arn:aws:ssm:us-east-1:123456789012:parameter/kafka'
    aws.secrets.set(parameter, 'secret')
    await readSecrets({ KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: parameter, ...aws.environment }, [])
    const calls = new Set(aws.asked.map((each) => each.split(' ')[1]?.replace('AmazonSSM.', 'ssm.').replace('.', ':')))
    for (const role of ['ProduceRole', 'ConsumeRole', 'StreamRole', 'AdminRole']) {
      deepEqual([...actionsOf(role, 'secretsmanager:'), ...actionsOf(role, 'ssm:')].sort(), [...calls].sort(), role)
    }
    t.diagnostic(`${aws.asked.length} secrets were read`)
  })

  test('the function of AWS IoT may do no more in AWS than read its secrets and write its failures; the rules no more than they need', () => {
    deepEqual(actionsOf('IotRole', 'dynamodb:'), [])
    deepEqual(actionsOf('IotRole', 'kafka-cluster:'), actionsOf('ProduceRole', 'kafka-cluster:'))
    for (const role of ['IotRole', 'IotErrorRole']) {
      const [send, ...more] = statementsOf(role).filter(({ Action }) => Action.some((each) => each.startsWith('sqs:')))
      deepEqual(
        [send?.Action, send?.Resource, more],
        [['sqs:SendMessage'], { 'Fn::GetAtt': ['IotFailures', 'Arn'] }, []],
      )
    }
    deepEqual(
      statementsOf('IotSecretRole')
        .filter(({ Action }) => Action.includes('secretsmanager:GetSecretValue'))
        .map(({ Resource }) => Resource),
      [EVERYTHING.kafkaSecretArn],
    )
  })

  test('no role has a wildcard for an action, and for resources only where AWS has no narrower one', () => {
    const wide = ['ec2:', 'xray:']
    for (const [role] of resourcesOf(template, 'AWS::IAM::Role')) {
      for (const { Action, Resource } of statementsOf(role)) {
        deepEqual(
          Action.filter((action) => action.includes('*')),
          [],
        )
        if (Resource === '*')
          ok(
            Action.every((action) => wide.some((service) => action.startsWith(service))),
            role,
          )
      }
    }
  })

  test('only administration may change the cluster’s topics and settings, only producing may write, only consuming may read', () => {
    const [produce, consume, admin] = ['ProduceRole', 'ConsumeRole', 'AdminRole'].map((role) =>
      actionsOf(role, 'kafka-cluster:'),
    )
    const changes = (actions: readonly string[] = []) =>
      actions.filter((action) => /:(Alter(?!Group)|Create|Delete)/.test(action))
    deepEqual([...changes(produce), ...changes(consume)], [])
    deepEqual(
      [admin, consume].flat().filter((action) => action?.includes(':WriteData')),
      [],
    )
    deepEqual(
      [admin, produce].flat().filter((action) => action?.includes(':ReadData')),
      [],
    )
  })
})
