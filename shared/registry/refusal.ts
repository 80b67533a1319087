import { Forbidden, type RestError, SchemaRefused } from '../http/errors.ts'
import type { Answer } from './transport.ts'

const maxLength = 300

/** Exceptions that registries written in Java put in front of what they mean to say. */
const javaException = /(?:[\w$]+\.)+[\w$]*(?:Exception|Error)\b:?\s*/g

/**
 * What a registry's no means for the client (contract B.3, items 1 to 3).
 *
 * @param what  what was asked for, for when the registry gives no reason: `schema 7`
 */
export function refusal(answer: Answer, what: string): RestError {
  const { error_code: code, message } = (answer.body ?? {}) as {
    readonly error_code?: unknown
    readonly message?: unknown
  }
  const reason = typeof message === 'string' ? firstSentence(message) : ''
  if (answer.status === 401 || answer.status === 403 || code === 40301) {
    return new Forbidden(`The schema registry does not give this proxy access to ${what}. ${reason}`.trimEnd())
  }
  return refusedBecause(reason || `The schema registry refused ${what} with HTTP ${answer.status}`)
}

/** 422/42207 in the words Confluent's proxy begins with. */
export function refusedBecause(reason: string): SchemaRefused {
  return new SchemaRefused(`Error serializing message. ${reason}${/[.…]$/.test(reason) ? '' : '.'}`)
}

function firstSentence(message: string): string {
  const line = message
    .slice(0, 4 * maxLength)
    .replace(javaException, '')
    .trim()
    .split(/[\r\n]/, 1)[0] as string
  const sentence = line.split(/(?<=\.)\s/, 1)[0] as string
  return sentence.length > maxLength ? `${sentence.slice(0, maxLength)}…` : sentence
}
