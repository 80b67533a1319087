import { BadRequest, Unprocessable } from '../../http/errors/request.ts'
import { ARRAY, BOOLEAN, isObject, type JsonObject, onlyFields, optional, STRING } from '../../http/json.ts'
import type { ConfigChange } from '../../kafka/admin/alter-configs.ts'
import { objectBody } from '../object-body.ts'
import { configText } from './config-text.ts'

/** What `configs:alter` asks for (contract C.4). */
export interface AlterRequest {
  readonly changes: readonly ConfigChange[]
  readonly validateOnly: boolean
}

/** What `topics/-/configs:alter` asks for (contract C.4). */
export interface AlterTopicsRequest {
  readonly topics: readonly { readonly topic: string; readonly changes: readonly ConfigChange[] }[]
  readonly validateOnly: boolean
}

const REQUEST_FIELDS = new Set(['data', 'validate_only'])
const CHANGE_FIELDS = new Set(['name', 'value', 'operation'])
const TOPIC_FIELDS = new Set(['topic_name', 'configs'])
const VALUE_FIELDS = new Set(['value'])

/**
 * Reads the body of a `configs:alter`.
 *
 * @throws PayloadError   no body (422/42206)
 * @throws BadRequest     malformed JSON, a member of the wrong type, no `data`, no `name`, an unknown operation
 * @throws Unprocessable  an unknown member
 */
export function parseAlterRequest(body: string): AlterRequest {
  const request = objectBody(body)
  onlyFields(request, REQUEST_FIELDS)
  return { changes: listOf(request, 'data').map(parseChange), validateOnly: validateOnly(request) }
}

/** Reads the body of `topics/-/configs:alter`. @throws like {@link parseAlterRequest}; Unprocessable also for a topic that is named twice */
export function parseAlterTopicsRequest(body: string): AlterTopicsRequest {
  const request = objectBody(body)
  onlyFields(request, REQUEST_FIELDS)
  const seen = new Set<string>()
  const topics = listOf(request, 'data').map((entry) => {
    onlyFields(entry, TOPIC_FIELDS)
    const topic = optional(entry, 'topic_name', STRING)
    if (topic === undefined) throw new BadRequest("Bad Request: 'topic_name' is missing.")
    if (seen.has(topic)) throw new Unprocessable(`The topic '${topic.slice(0, 249)}' is given twice.`)
    seen.add(topic)
    return { topic, changes: listOf(entry, 'configs').map(parseChange) }
  })
  return { topics, validateOnly: validateOnly(request) }
}

/** Reads the body of a PUT of one config: its new value. @throws like {@link parseAlterRequest} */
export function parseConfigValue(body: string): string | null {
  const request = objectBody(body)
  onlyFields(request, VALUE_FIELDS)
  return newValue(request)
}

function parseChange(change: JsonObject): ConfigChange {
  onlyFields(change, CHANGE_FIELDS)
  const name = optional(change, 'name', STRING)
  if (name === undefined) throw new BadRequest("Bad Request: a config needs a 'name'.")
  const word = optional(change, 'operation', STRING) ?? 'SET'
  const operation = word.toUpperCase()
  if (operation !== 'SET' && operation !== 'DELETE')
    throw new BadRequest(`Bad Request: 'operation' must be SET or DELETE, not '${word.slice(0, 100)}'.`)
  return { name: configText(name), value: newValue(change), operation }
}

function newValue(change: JsonObject): string | null {
  const value = optional(change, 'value', STRING)
  return value === undefined ? null : configText(value)
}

function validateOnly(request: JsonObject): boolean {
  return optional(request, 'validate_only', BOOLEAN) ?? false
}

function listOf(object: JsonObject, name: string): readonly JsonObject[] {
  const list = optional(object, name, ARRAY)
  if (list === undefined) throw new BadRequest(`Bad Request: '${name}' is missing.`)
  if (!list.every(isObject)) throw new BadRequest(`Bad Request: '${name}' must be an array of objects.`)
  return list
}
