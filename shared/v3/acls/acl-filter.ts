import type { Call } from '../../http/call.ts'
import { BadRequest } from '../../http/errors/request.ts'
import { type AclFilter, OPERATIONS, PATTERN_TYPES, PERMISSIONS, RESOURCE_TYPES } from '../../kafka/admin/acl.ts'
import { aclText, oneOf } from './acl-values.ts'

/** Which ACLs a search means; what is left out matches any (contract C.7). @throws BadRequest */
export function searchFilter(call: Call): AclFilter {
  return filter(call, (name) => call.query(name) || 'ANY', 'UNKNOWN')
}

/** Which ACLs are to be deleted: nobody deletes all of them by leaving something out (contract C.7). @throws BadRequest */
export function deletionFilter(call: Call): AclFilter {
  return filter(call, (name) => call.query(name) || 'UNKNOWN', 'unspecified or UNKNOWN')
}

function filter(call: Call, named: (name: string) => string, refused: string): AclFilter {
  function value<Name extends string>(name: string, values: Readonly<Record<Name, number>>): Name {
    const found = oneOf(name, named(name), values)
    if (found === 'UNKNOWN') throw new BadRequest(`Bad Request: ${name} cannot be ${refused}`)
    return found
  }
  return {
    resourceType: value('resource_type', RESOURCE_TYPES),
    resourceName: text(call, 'resource_name'),
    patternType: value('pattern_type', PATTERN_TYPES),
    principal: text(call, 'principal'),
    host: text(call, 'host'),
    operation: value('operation', OPERATIONS),
    permission: value('permission', PERMISSIONS),
  }
}

function text(call: Call, name: string): string | null {
  return aclText(name, call.query(name) ?? '') || null
}
