import type { Context } from '../context.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { routes } from '../routes.ts'
import { createDocument } from './document.ts'

/** `GET /openapi.json`. */
export function handle(call: Call, { settings }: Context): Answer {
  return jsonAnswer(call, createDocument(routes, call.link(''), settings.basePath))
}
