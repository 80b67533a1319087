import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'

/** `GET /` and `POST /`: contract B.1. */
export function handle(call: Call): Answer {
  return jsonAnswer(call, {})
}
