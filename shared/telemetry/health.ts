import type { Context } from '../context.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { fetchMetadata } from '../kafka/metadata.ts'

/** A probe must not hang: what has not answered by then counts as away. */
const PROBE_MS = 2000

/** `GET /health/live`: the process serves requests, whatever is wrong around it. */
export function live(call: Call): Answer {
  return jsonAnswer(call, { status: 'live' })
}

/** `GET /health/ready`: 200 when all that is configured can be reached, else 503 naming what cannot. */
export async function ready(call: Call, context: Context): Promise<Answer> {
  const parts = { kafka: () => fetchMetadata(context.kafka, [], Date.now() + PROBE_MS), ...registryProbe(context) }
  const checks = await Promise.all(
    Object.entries(parts).map(async ([name, probe]) => [name, await isUp(probe)] as const),
  )
  const up = checks.every(([, isThere]) => isThere) && !context.stopping()
  const body = {
    status: context.stopping() ? 'stopping' : up ? 'ready' : 'not ready',
    ...Object.fromEntries(checks.map(([name, isThere]) => [name, isThere ? 'up' : 'down'])),
  }
  return jsonAnswer(call, body, up ? 200 : 503)
}

function registryProbe({ registryCall }: Context): { registry?: () => Promise<unknown> } {
  return registryCall ? { registry: () => registryCall('schemas/types', undefined, Date.now() + PROBE_MS) } : {}
}

async function isUp(probe: () => Promise<unknown>): Promise<boolean> {
  try {
    await probe()
    return true
  } catch {
    return false
  }
}
