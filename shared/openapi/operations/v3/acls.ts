import { OPERATIONS, PATTERN_TYPES, PERMISSIONS, RESOURCE_TYPES } from '../../../kafka/admin/acl.ts'
import type { Operations } from '../../operation.ts'
import { array, link, nullable, object, query, ref, string } from '../../shape.ts'

const resourceType = { enum: Object.keys(RESOURCE_TYPES) }
const patternType = { enum: Object.keys(PATTERN_TYPES) }
const operation = { enum: Object.keys(OPERATIONS) }
const permission = { enum: Object.keys(PERMISSIONS) }

const fields = {
  resource_type: resourceType,
  resource_name: string,
  pattern_type: patternType,
  principal: string,
  host: string,
  operation,
  permission,
}

/** Names are read in any case. */
const newFields = { ...fields, resource_type: string, pattern_type: string, operation: string, permission: string }

const filters = (required: boolean) => {
  const kind = (name: string, schema: object) => ({
    ...query(name, required ? 'In any case.' : 'In any case; any when left out.', schema),
    ...(required && { required }),
  })
  return [
    kind('resource_type', resourceType),
    query('resource_name', 'Any when left out.'),
    kind('pattern_type', patternType),
    query('principal', 'Like `User:alice`; any when left out.'),
    query('host', 'Any when left out.'),
    kind('operation', operation),
    kind('permission', permission),
  ]
}

/** Shapes of requests and answers, by name. */
export const aclSchemas = {
  AclData: object({ kind: { const: 'KafkaAcl' }, metadata: object({ self: link }), cluster_id: string, ...fields }),
  AclDataList: object({
    kind: { const: 'KafkaAclList' },
    metadata: object({ self: link, next: nullable('string') }),
    data: array(ref('AclData')),
  }),
  CreateAclRequest: object(newFields),
  CreateAclsRequest: object({ data: { ...array(ref('CreateAclRequest')), minItems: 1 } }),
  DeletedAcls: object({ data: array(ref('AclData')) }),
}

export const aclOperations: Operations = {
  'api.v3.acls.list': { answer: ref('AclDataList'), parameters: filters(false) },
  'api.v3.acls.create': {
    request: ref('CreateAclRequest'),
    headers: { Location: { description: 'A search that finds it.', schema: link } },
  },
  'api.v3.acls.batch-create': { request: ref('CreateAclsRequest') },
  'api.v3.acls.delete': { answer: ref('DeletedAcls'), parameters: filters(true) },
}
