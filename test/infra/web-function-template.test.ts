import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { test } from 'node:test'
import { SERVER_ARCHIVE } from '../../infra/bundle/server.ts'
import { SERVER_FLAGS } from '../../infra/local/server-flags.ts'
import { loadConfig } from '../../shared/config/config.ts'
import { type Resource, readTemplate, referencesIn, type Template } from './cloudformation.ts'

const template = await readTemplate('infra/web-function.yaml')
const bucket = await readTemplate('infra/code-bucket.yaml')

interface Service {
  readonly TimeoutSeconds: number
  readonly EgressNetworkConnectorArn: unknown
  readonly EnvironmentVariables: Readonly<Record<string, unknown>>
}

const propertiesOf = (name: string) => (template.Resources[name] as Resource).Properties
const serviceOf = (name: string) => propertiesOf(name).ServiceConfig as Service

/** The variables as a stack with defaults would have them. */
function environment(given: Readonly<Record<string, string>>): Record<string, string> {
  const resolved = Object.entries(serviceOf('Stable').EnvironmentVariables).map(([name, value]) => {
    const parameter = (value as { Ref?: string }).Ref
    if (typeof value === 'string') return [name, value]
    return [
      name,
      parameter ? String(given[parameter] ?? template.Parameters?.[parameter]?.Default ?? 'stack') : 'table',
    ]
  })
  return Object.fromEntries(resolved)
}

for (const [path, each] of Object.entries({ 'infra/web-function.yaml': template, 'infra/code-bucket.yaml': bucket })) {
  test(`${path}: whatever is referred to is there, whatever is there is referred to`, () => {
    const { Parameters = {}, Mappings = {}, Conditions = {}, Resources }: Template = each
    const known = new Set([Parameters, Mappings, Conditions, Resources].flatMap(Object.keys))
    const used = new Set(referencesIn(each))
    for (const { DependsOn = [] } of Object.values(Resources)) for (const name of [DependsOn].flat()) used.add(name)
    deepEqual(
      [...used].filter((name) => !name.startsWith('AWS::') && !known.has(name)),
      [],
    )
    deepEqual(
      [...Object.keys(Parameters), ...Object.keys(Conditions)].filter((name) => !used.has(name)),
      [],
    )
  })
}

test('a stack with a way to know callers starts with settings that are valid', () => {
  const variables = environment({ BootstrapServers: 'b-1.example:9092', GafaelfawrUrl: 'https://data.example.org' })
  const { settings, webFunction } = loadConfig({ ...variables, AWS_LAMBDA_HTTP_ENDPOINT: '0.0.0.0:3000' })
  ok(webFunction)
  // The platform would cut it off without a word.
  ok(settings.streamMaxMs + settings.streamGraceMs < serviceOf('Stable').TimeoutSeconds * 1000)
  ok(settings.requestTimeoutMs < serviceOf('Stable').TimeoutSeconds * 1000)
})

test('Node is told what it is told elsewhere', async () => {
  equal(serviceOf('Stable').EnvironmentVariables.NODE_OPTIONS, SERVER_FLAGS.join(' '))
  const containerfile = await readFile(new URL('../../infra/Containerfile', import.meta.url), 'utf8')
  const [, command = '[]'] = /^ENTRYPOINT (.*)$/m.exec(containerfile) ?? []
  deepEqual(JSON.parse(command).slice(1, -1), SERVER_FLAGS)
})

test('no variable is one that AWS keeps to itself', () => {
  const names = Object.keys(serviceOf('Stable').EnvironmentVariables)
  deepEqual(
    names.filter((name) => name.startsWith('AWS_')),
    [],
  )
})

test('the candidate is as what serves, but for its code', () => {
  const { Stable, Candidate } = template.Resources
  deepEqual(serviceOf('Candidate'), serviceOf('Stable'))
  const code = (resource: typeof Stable) => JSON.stringify(resource?.Properties.BuildConfig)
  equal(code(Candidate), code(Stable).replace('StableCode', 'CandidateCode'))
  equal(Candidate?.Condition, 'HasCandidate')
})

test('the code is the archive that is packaged, on the runtime that there is', () => {
  const { CodeConfig, RuntimeConfig } = propertiesOf('Stable').BuildConfig as {
    CodeConfig: { S3Object: { Key: string } }
    RuntimeConfig: { Runtime: string }
  }
  equal(CodeConfig.S3Object.Key, basename(SERVER_ARCHIVE))
  equal(RuntimeConfig.Runtime, 'nodejs24.x')
})

test('two endpoints: of the live one the candidate gets its weight, of the canary all', () => {
  const endpoints = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::WebFunctionEndpoint')
  deepEqual(
    endpoints.map(({ Properties }) => Properties.EndpointName),
    ['live', 'canary'],
  )
  for (const weight of template.Parameters?.CandidateWeight?.AllowedValues ?? []) {
    equal(Number(template.Mappings?.Beside?.[String(weight)]?.Stable) + Number(weight), 100)
  }
  // An ARN would be taken here and fail later.
  for (const { Properties } of endpoints) deepEqual(Properties.FunctionName, { Ref: 'Name' })
})

test('the way into the VPC is a connector for Web Functions, named by its version', () => {
  deepEqual(serviceOf('Stable').EgressNetworkConnectorArn, {
    'Fn::If': ['InVpc', { 'Fn::GetAtt': ['Egress', 'LatestVersionArn'] }, { Ref: 'AWS::NoValue' }],
  })
  const { VpcEgressConfiguration } = propertiesOf('Egress').Configuration as {
    VpcEgressConfiguration: { AssociatedComputeResourceTypes: string[] }
  }
  deepEqual(VpcEgressConfiguration.AssociatedComputeResourceTypes, ['WebFunction'])
})

test('consumers’ places outlive the stack', () => {
  equal(template.Resources.ConsumerState?.DeletionPolicy, 'Retain')
})
