import { equal } from 'node:assert/strict'
import { stack } from '../support/stack.ts'

/** Registers a schema under a subject, as any client of the registry does; its id and version. */
export async function register(subject: string, body: object): Promise<{ id: number; version: number }> {
  const at = `${stack.registry}/subjects/${subject}`
  const send = async (path: string) => {
    const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' }
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
    equal(answer.status, 200, await answer.clone().text())
    return (await answer.json()) as { id: number; version: number }
  }
  await send(`${at}/versions`)
  return send(at)
}
