import { PayloadError } from '../../http/errors/produce.ts'
import { BadRequest, Unprocessable } from '../../http/errors/request.ts'
import { ARRAY, BOOLEAN, INT32, type JsonObject, OBJECT, onlyFields, optional, STRING } from '../../http/json.ts'
import type { NewTopic } from '../../kafka/admin/create-topic.ts'
import { isTopicName } from '../../kafka/topic-name.ts'
import { configText } from '../configs/config-text.ts'
import { objectBody } from '../object-body.ts'

const FIELDS = new Set([
  'topic_name',
  'partitions_count',
  'replication_factor',
  'replicas_assignments',
  'configs',
  'validate_only',
])
const CONFIG_FIELDS = new Set(['name', 'value'])
const ASSIGNMENT_FIELDS = new Set(['partition_id', 'broker_ids'])

/**
 * Reads the body of `POST /v3/clusters/{cluster}/topics` (contract C.5).
 *
 * @throws PayloadError   no body (422/42206), a name Kafka does not accept
 * @throws BadRequest     malformed JSON, a member of the wrong type, no `topic_name`
 * @throws Unprocessable  an unknown member
 */
export function parseCreateTopicRequest(body: string): NewTopic {
  const request = objectBody(body)
  onlyFields(request, FIELDS)
  const name = optional(request, 'topic_name', STRING)
  if (name === undefined) throw new BadRequest("Bad Request: 'topic_name' is missing.")
  if (!isTopicName(name)) throw new PayloadError('Payload error. Invalid topic name.')
  const partitions = count(request, 'partitions_count')
  const replicationFactor = count(request, 'replication_factor', 0x7fff)
  const assignments = parseAssignments(request.replicas_assignments ?? null)
  const configs = optional(request, 'configs', ARRAY)
  return {
    name,
    ...(partitions !== undefined && { partitions }),
    ...(replicationFactor !== undefined && { replicationFactor }),
    ...(assignments && assignments.size > 0 && { assignments }),
    ...(configs && { configs: parseConfigs(configs) }),
    validateOnly: optional(request, 'validate_only', BOOLEAN) ?? false,
  }
}

/** @param max  what Kafka's protocol has room for */
function count(request: JsonObject, name: string, max = 0x7fffffff): number | undefined {
  const value = optional(request, name, INT32)
  // −1 is Kafka's own word for "the cluster's default"; an explicit one must not pass for it.
  if (value !== undefined && (value < 1 || value > max))
    throw new BadRequest(`Bad Request: '${name}' must be 1 to ${max}, not ${value}.`)
  return value
}

/** The contract's map (`{"0": [1, 2]}`), or the array of `{partition_id, broker_ids}` that some clients send. */
function parseAssignments(value: unknown): Map<number, number[]> | undefined {
  if (value === null) return undefined
  const pairs: [unknown, unknown][] = Array.isArray(value)
    ? value.map((entry) => {
        if (!OBJECT.is(entry)) throw badAssignments()
        onlyFields(entry, ASSIGNMENT_FIELDS)
        return [entry.partition_id, entry.broker_ids]
      })
    : Object.entries(OBJECT.is(value) ? value : {}).map(([partition, brokers]) => [partitionNumber(partition), brokers])
  if (!Array.isArray(value) && !OBJECT.is(value)) throw badAssignments()
  return new Map(
    pairs.map(([partition, brokers]) => {
      const right = INT32.is(partition) && partition >= 0 && ARRAY.is(brokers) && brokers.every(INT32.is)
      if (!right) throw badAssignments()
      return [partition, brokers as number[]]
    }),
  )
}

/** Only what a partition is called: `Number` reads an empty text and `0x1` as well. */
function partitionNumber(name: string): number {
  return /^\d{1,10}$/.test(name) ? Number(name) : Number.NaN
}

function badAssignments(): BadRequest {
  return new BadRequest(`Bad Request: 'replicas_assignments' must map partitions to broker ids, like {"0": [1, 2]}.`)
}

function parseConfigs(configs: readonly unknown[]): Map<string, string | null> {
  const parsed = new Map<string, string | null>()
  for (const config of configs) {
    if (!OBJECT.is(config)) throw new BadRequest(`Bad Request: a config must be {"name": …, "value": …}.`)
    onlyFields(config, CONFIG_FIELDS)
    const name = optional(config, 'name', STRING)
    if (name === undefined) throw new BadRequest("Bad Request: a config needs a 'name'.")
    const value = optional(config, 'value', STRING) ?? null
    if (parsed.has(name)) throw new Unprocessable(`The config '${name}' is given twice.`)
    parsed.set(configText(name), value === null ? null : configText(value))
  }
  return parsed
}
