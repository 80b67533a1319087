import { randomBytes } from 'node:crypto'

/**
 * A mark for one save, kept in its item. When the answer to a write is lost, the SDK writes again and the condition fails
 * because of the first: by the mark a save knows its own work, and does not take it for another's.
 */
export function newSaveId(): string {
  return randomBytes(9).toString('base64url')
}
