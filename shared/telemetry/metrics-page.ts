import type { Context } from '../context.ts'
import type { Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'

/** `GET /metrics`: Prometheus' text format. */
export async function handle(_call: Call, { metrics }: Context): Promise<Answer> {
  const headers = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }
  return { status: 200, headers, body: await metrics.page() }
}
