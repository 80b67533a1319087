import { randomUUID } from 'node:crypto'

/** A topic no other test has. */
export function newTopic(): string {
  return `topic-${randomUUID()}`
}

/** An Avro record no other test has, so that its id is new too. */
export function newSchema(...fields: unknown[]): string {
  return JSON.stringify({ type: 'record', name: `R${randomUUID().replaceAll('-', '')}`, fields })
}
