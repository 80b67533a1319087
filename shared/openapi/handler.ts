import type { Settings } from '../config/load.ts'
import type { Context } from '../context.ts'
import { type Answer, textAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { servedRoutes } from '../http/endpoint-lists.ts'
import { routes } from '../routes.ts'
import { createDocument } from './document.ts'

let last: { base: string; settings: Settings; text: string } | undefined

/** `GET /openapi.json`. The text is kept for the next who asks the same way: anybody may, without a token and in any number. */
export function handle(call: Call, { settings }: Context): Answer {
  const base = call.link('')
  if (last?.base !== base || last.settings !== settings) {
    const served = servedRoutes(routes, settings).filter(
      ({ action }) => action !== 'registry:read' || settings.registryProxy,
    )
    last = { base, settings, text: JSON.stringify(createDocument(served, base, settings.basePath)) }
  }
  return textAnswer(call, last.text)
}
