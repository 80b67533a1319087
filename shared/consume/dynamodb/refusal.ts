import type {
  CancellationReason,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'
import { Unprocessable } from '../../http/errors/request.ts'
import { StoreMissing, StoreUnavailable } from '../store.ts'
import type { Item } from './attributes.ts'

const conditionFailed = 'ConditionalCheckFailed'
const passing = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']

// By name and not by class: the classes come with the SDK, which is loaded on first use.
function isConditionFailure(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException'
}

function cancellation(error: unknown): readonly CancellationReason[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined
  return (error as TransactionCanceledException).CancellationReasons
}

/** Which writes had their condition fail, by their place in the transaction (a single write: 0), and the item of each. */
export type Refusal = ReadonlyMap<number, Item | undefined>

/** @returns what was refused because of a condition, or `undefined` if the error is another */
export function refusalOf(error: unknown): Refusal | undefined {
  if (isConditionFailure(error)) return new Map([[0, error.Item]])
  const failed = cancellation(error)?.flatMap(({ Code, Item }, index) =>
    Code === conditionFailed ? [[index, Item] as const] : [],
  )
  return failed?.length ? new Map(failed) : undefined
}

/**
 * Whether nothing was written because another write of the same item was under way (or a transaction met a busy partition):
 * the SDK does not try again then.
 */
export function isConflict(error: unknown): boolean {
  if (error instanceof Error && error.name === 'TransactionConflictException') return true
  const reasons = cancellation(error)?.filter(({ Code }) => Code !== 'None') ?? []
  return reasons.length > 0 && reasons.every(({ Code = '' }) => passing.includes(Code))
}

/** The store's error for what DynamoDB or the way to it answered; a refusal stays what it is. */
export function storeError(error: unknown, table: string): unknown {
  if (refusalOf(error)) return error
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  if (name === 'ResourceNotFoundException') {
    const missing = `There is no DynamoDB table '${table}' at this address and in this region: deploy it, or name another.`
    return new StoreMissing(new Error(missing, { cause: error }))
  }
  if (name === 'CredentialsProviderError' || message === 'Region is missing') return new StoreMissing(error)
  const refused = name === 'ValidationException' ? [message] : (cancellation(error) ?? []).map(({ Message }) => Message)
  if (refused.some((text) => text?.includes('Item size'))) {
    const tooLarge = 'The state does not fit into one item of 400 KB: use fewer partitions or members in a group.'
    return new Unprocessable(tooLarge, { cause: error })
  }
  return name === 'ValidationException' ? error : new StoreUnavailable(error)
}
