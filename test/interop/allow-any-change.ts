import { equal } from 'node:assert/strict'
import { stack } from '../support/stack.ts'

/**
 * Lets a topic's subjects change as they like. The peer registers Protobuf's schemas as descriptors; next to the text that one
 * stems from, Apicurio takes it for another schema, and often for one that clashes.
 */
export async function allowAnyChange(topic: string): Promise<void> {
  for (const part of ['key', 'value']) {
    const answer = await fetch(`${stack.registry}/config/${topic}-${part}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ compatibility: 'NONE' }),
    })
    equal(answer.status, 200, await answer.text())
  }
}
