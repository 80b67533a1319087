import { DependencyUnavailable } from '../http/errors/failures.ts'
import type { RestError } from '../http/errors/rest-error.ts'
import { StoreUnavailable } from './store.ts'

/**
 * What it means to a client that the store of consumer state gave no answer: nothing was done, and it may try again.
 *
 * @returns `undefined` for anything else
 */
export function storeErrorOf(error: unknown): RestError | undefined {
  if (!(error instanceof StoreUnavailable)) return undefined
  return new DependencyUnavailable('store of consumer state', { cause: error })
}
