import { constantText, writeConstant } from '../formats/constant-text.ts'
import { writeDigits } from '../formats/digits.ts'
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
/** From here on bytes are cheaper than a string, which would be joined from its pieces and then written as bytes. */
const MANY = 20

export interface ProduceAnswer {
  /** 200 even when records failed, unless Kafka refused the principal (contract B.3). */
  readonly status: 200 | 401 | 403
  readonly body: string | Buffer
}

/**
 * Renders `{"offsets": […], "key_schema_id", "value_schema_id"}`, one entry per record in request order.
 *
 * Written out by hand, as this is the answer to most requests and its shape never varies.
 */
export function renderProduceAnswer(
  results: readonly RecordResult[],
  keySchemaId: number | null,
  valueSchemaId: number | null,
): ProduceAnswer {
  const end = `],"key_schema_id":${keySchemaId},"value_schema_id":${valueSchemaId}}`
  const stored = results.length < MANY ? undefined : renderStored(results, end)
  if (stored) return { status: 200, body: stored }
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
  return { status, body: `{"offsets":[${offsets}${end}` }
}

const FIRST = constantText('{"offsets":[{"partition":')
const NEXT = constantText(',{"partition":')
const OFFSET = constantText(',"offset":')
const NO_ERROR = constantText(',"error_code":null,"error":null}')
/** Of an entry with a partition of 10 digits, an offset of 16, and what is written behind it. */
const ENTRY_BYTES = NEXT.size + 10 + OFFSET.size + 16 + NO_ERROR.size + 3

/** The same for records that are stored. @returns undefined when one is not, or its offset is no number that is exact */
function renderStored(results: readonly RecordResult[], end: string): Buffer | undefined {
  const body = Buffer.allocUnsafe(FIRST.size + results.length * ENTRY_BYTES + end.length)
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  let at = 0
  for (let index = 0; index < results.length; index++) {
    const result = results[index] as RecordResult
    if (isFailure(result)) return undefined
    const offset = Number(result.offset)
    if (offset > Number.MAX_SAFE_INTEGER) return undefined
    at = writeConstant(view, at, index === 0 ? FIRST : NEXT)
    at = writeDigits(view, at, result.partition)
    at = writeConstant(view, at, OFFSET)
    at = writeDigits(view, at, offset)
    at = writeConstant(view, at, NO_ERROR)
  }
  return body.subarray(0, at + body.write(end, at, 'latin1'))
}
