import { type AwsCredentials, signHeaders } from './signature-v4.ts'

/** Where AWS keeps a secret, as its ARN says. */
export interface SecretReference {
  readonly service: 'secretsmanager' | 'ssm'
  readonly region: string
  /** Such as `amazonaws.com`. */
  readonly domain: string
  /** The ARN without what ECS lets one add to it. */
  readonly arn: string
  /** Of a secret that is a JSON object: which of its members. */
  readonly member?: string
  readonly versionStage?: string
  readonly versionId?: string
}

export interface SecretAccess {
  readonly credentials: () => Promise<AwsCredentials>
  /** In place of AWS's own endpoint, by service. */
  readonly endpoint?: (service: SecretReference['service']) => string | undefined
  /** Longest wait for an answer. Default 5,000. */
  readonly timeoutMs?: number
}

const SECRET = /^arn:(aws[\w-]*):secretsmanager:([\w-]+):\d{12}:secret:[^:\s]+/
const PARAMETER = /^arn:(aws[\w-]*):ssm:([\w-]+):\d{12}:parameter\/[^:\s]+$/
const ERROR_NAME = /^[\w.#]{1,100}$/

/**
 * Reads an ARN of Secrets Manager or of a parameter of SSM. A secret's ARN may go on with `:member:stage:version`, each
 * possibly empty, as in the task definitions of ECS.
 *
 * @returns `undefined` when it is none
 */
export function readSecretArn(text: string): SecretReference | undefined {
  const [parameter, parameterPartition = '', parameterRegion = ''] = PARAMETER.exec(text) ?? []
  if (parameter !== undefined) {
    return { service: 'ssm', region: parameterRegion, domain: domainOf(parameterPartition), arn: text }
  }
  const [arn, partition = '', region = ''] = SECRET.exec(text) ?? []
  if (arn === undefined || text.includes('\n')) return undefined
  const [, member, versionStage, versionId] = text.slice(arn.length).split(':')
  return {
    service: 'secretsmanager',
    region,
    domain: domainOf(partition),
    arn,
    ...(member && { member }),
    ...(versionStage && { versionStage }),
    ...(versionId && { versionId }),
  }
}

/**
 * Asks AWS for a secret.
 *
 * @throws Error  it cannot be had, in words that complete "the secret …"
 */
export async function fetchStoredSecret(reference: SecretReference, access: SecretAccess): Promise<string> {
  const { service, arn, versionStage, versionId, member } = reference
  if (service === 'ssm') {
    const { Parameter } = await call(reference, access, 'AmazonSSM.GetParameter', { Name: arn, WithDecryption: true })
    return textOf((Parameter as { Value?: unknown } | undefined)?.Value)
  }
  const { SecretString, SecretBinary } = await call(reference, access, 'secretsmanager.GetSecretValue', {
    SecretId: arn,
    ...(versionStage && { VersionStage: versionStage }),
    ...(versionId && { VersionId: versionId }),
  })
  const text = textOf(SecretString ?? Buffer.from(textOf(SecretBinary), 'base64').toString())
  return member === undefined ? text : memberOf(text, member)
}

async function call(
  { service, region, domain }: SecretReference,
  { credentials, endpoint = () => undefined, timeoutMs = 5000 }: SecretAccess,
  target: string,
  input: object,
): Promise<Record<string, unknown>> {
  const url = new URL(endpoint(service) ?? `https://${service}.${region}.${domain}/`)
  const body = JSON.stringify(input)
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
  const found = await credentials().catch((cause) => {
    throw new Error('cannot be asked for: there are no AWS credentials', { cause })
  })
  const signed = signHeaders(
    { method: 'POST', url, headers, body },
    { credentials: found, region, service, at: Date.now() },
  )
  let status: number
  let json: Record<string, unknown>
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = await fetch(url, { method: 'POST', headers: signed, body, signal, redirect: 'error' })
    status = answer.status
    json = (await answer.json()) as Record<string, unknown>
  } catch (cause) {
    throw new Error(`cannot be asked for: ${url.host} does not answer`, { cause })
  }
  if (status === 200) return json
  const name = typeof json.__type === 'string' && ERROR_NAME.test(json.__type) ? json.__type : String(status)
  throw new Error(`is refused by ${url.host}: ${name.split('#').at(-1)}`)
}

function memberOf(text: string, member: string): string {
  let members: Record<string, unknown> = {}
  try {
    members = JSON.parse(text) as Record<string, unknown>
  } catch {
    throw new Error(`is no JSON and has no member '${member}'`)
  }
  const value = members[member]
  if (typeof value !== 'string') throw new Error(`has no member '${member}' that is text`)
  return value
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error('is empty')
  return value
}

function domainOf(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
}
