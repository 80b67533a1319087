import { BadRequest } from '../../http/errors/request.ts'
import { INT32, onlyFields, optional } from '../../http/json.ts'
import { objectBody } from '../object-body.ts'

const FIELDS = new Set(['partitions_count'])

/**
 * Reads the body of `PATCH …/topics/{topic}` (contract C.5). Whether the count will do is Kafka's to say.
 *
 * @throws PayloadError   no body (422/42206)
 * @throws BadRequest     malformed JSON, no `partitions_count`, or one that is no number of 32 bits
 * @throws Unprocessable  an unknown member
 */
export function parseUpdateTopicRequest(body: string): { readonly partitions: number } {
  const request = objectBody(body)
  onlyFields(request, FIELDS)
  const partitions = optional(request, 'partitions_count', INT32)
  if (partitions === undefined) throw new BadRequest("Bad Request: 'partitions_count' is missing.")
  return { partitions }
}
