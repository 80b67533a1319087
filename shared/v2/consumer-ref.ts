import type { InstanceRef } from '../consume/change.ts'
import type { Call } from '../http/call.ts'

/** The instance that a path names, for the caller. */
export function consumerRef(call: Call): InstanceRef {
  return { group: call.param('group'), name: call.param('instance'), principal: call.identity.principal }
}
