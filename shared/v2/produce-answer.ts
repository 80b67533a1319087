import type { FailureKind, RecordResult } from '../produce/producer.ts'
import { isFailure } from '../produce/producer.ts'

/** `error_code` of a record that was not stored (contract B.3). */
const CODES: Readonly<Record<FailureKind, number>> = {
  unauthenticated: 40101,
  unauthorized: 40301,
  'unknown-topic': 50003,
  'too-large': 50002,
  refused: 50002,
  retriable: 50003,
  unsure: 50003,
}

const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER)

/**
 * Renders `{"offsets": […], "key_schema_id", "value_schema_id"}`, one entry per record in request order.
 *
 * Written out by hand, as this is the answer to most requests and its shape never varies.
 *
 * @returns the body, and the status: 200 even when records failed, unless Kafka refused the principal (contract B.3)
 */
export function renderProduceAnswer(
  results: readonly RecordResult[],
  keySchemaId: number | null,
  valueSchemaId: number | null,
): { status: 200 | 401 | 403; body: string } {
  let status: 200 | 401 | 403 = 200
  let offsets = ''
  for (const result of results) {
    if (offsets !== '') offsets += ','
    if (isFailure(result)) {
      const code = CODES[result.failure]
      if (status === 200 && code === 40101) status = 401
      if (status === 200 && code === 40301) status = 403
      offsets += `{"partition":null,"offset":null,"error_code":${code},"error":${JSON.stringify(result.message)}}`
    } else {
      // A number is written at a third of the price, and no offset has come near what one holds exactly.
      const offset = result.offset <= MAX_EXACT ? Number(result.offset) : result.offset
      offsets += `{"partition":${result.partition},"offset":${offset},"error_code":null,"error":null}`
    }
  }
  return { status, body: `{"offsets":[${offsets}],"key_schema_id":${keySchemaId},"value_schema_id":${valueSchemaId}}` }
}
