import { type Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** Produces one record over the agent's connections; rejects when the connection breaks. */
export function produceOver(
  agent: Agent,
  url: string,
  topic: string,
  value: unknown,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/vnd.kafka.json.v2+json' }
    const call = request(`${url}/topics/${topic}`, { method: 'POST', agent, headers })
    call.on('error', reject)
    call.on('response', async (answer) => resolve({ status: answer.statusCode ?? 0, body: await text(answer) }))
    call.end(JSON.stringify({ records: [{ value }] }))
  })
}
