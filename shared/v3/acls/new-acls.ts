import { PayloadError } from '../../http/errors/produce.ts'
import { BadRequest } from '../../http/errors/request.ts'
import { ARRAY, isObject, type JsonObject, onlyFields, optional, STRING } from '../../http/json.ts'
import { type Acl, OPERATIONS, PATTERN_TYPES, PERMISSIONS, RESOURCE_TYPES } from '../../kafka/admin/acl.ts'
import { objectBody } from '../object-body.ts'
import { aclText, oneOf } from './acl-values.ts'

const FIELDS = new Set([
  'resource_type',
  'resource_name',
  'pattern_type',
  'principal',
  'host',
  'operation',
  'permission',
])
const BATCH_FIELDS = new Set(['data'])
/** They stand for several of their kind: that is for filters. */
const NO_KIND = new Set(['UNKNOWN', 'ANY', 'MATCH'])

/**
 * Reads the body of `POST …/acls` (contract C.7).
 *
 * @throws PayloadError   no body (422/42206)
 * @throws BadRequest     malformed JSON, a member that is missing, of the wrong type, or not for a single ACL
 * @throws Unprocessable  an unknown member
 */
export function parseNewAcl(body: string): Acl {
  return aclOf(objectBody(body), '')
}

/**
 * Reads the body of `POST …/acls:batch`.
 *
 * @throws PayloadError   no body, or nothing to create in it (422/42206)
 * @throws BadRequest, Unprocessable  as for one
 */
export function parseNewAcls(body: string): Acl[] {
  const request = objectBody(body)
  onlyFields(request, BATCH_FIELDS)
  const data = optional(request, 'data', ARRAY) ?? []
  if (data.length === 0) throw new PayloadError("Payload error. 'data' is empty: it must list the ACLs to create.")
  return data.map((entry, index) => {
    if (!isObject(entry)) throw new BadRequest(`Bad Request: data[${index}] must be an object.`)
    return aclOf(entry, `data[${index}].`)
  })
}

/** @param at  where the ACL stands in the body */
function aclOf(entry: JsonObject, at: string): Acl {
  onlyFields(entry, FIELDS)
  const text = (name: string) => {
    const found = optional(entry, name, STRING)
    if (found === undefined) throw new BadRequest(`Bad Request: '${at}${name}' is missing.`)
    return aclText(at + name, found)
  }
  function kind<Name extends string>(name: string, values: Readonly<Record<Name, number>>): Name {
    const found = oneOf(at + name, text(name), values)
    if (NO_KIND.has(found)) throw new BadRequest(`Bad Request: ${at}${name} cannot be ${found}`)
    return found
  }
  return {
    resourceType: kind('resource_type', RESOURCE_TYPES),
    resourceName: text('resource_name'),
    patternType: kind('pattern_type', PATTERN_TYPES),
    principal: text('principal'),
    host: hostOf(text('host'), at),
    operation: kind('operation', OPERATIONS),
    permission: kind('permission', PERMISSIONS),
  }
}

/** Kafka would take an empty one, which applies to nobody and which no filter could ever name. @throws BadRequest */
function hostOf(host: string, at: string): string {
  if (host === '') throw new BadRequest(`Bad Request: '${at}host' is empty; it must be an address, or * for any.`)
  return host
}
