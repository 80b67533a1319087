import { touchInstance } from '../consume/change.ts'
import { subscribe, unsubscribe } from '../consume/subscribe.ts'
import { compilePattern } from '../consume/topic-pattern.ts'
import type { Context } from '../context.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { BadRequest, Unprocessable } from '../http/errors/request.ts'
import { ARRAY, optional, STRING } from '../http/json.ts'
import { requiredBody } from '../http/json-body.ts'
import { isTopicName } from '../kafka/topic-name.ts'
import { consumerRef } from './consumer-ref.ts'

const FIELDS = new Set(['topics', 'topic_pattern'])
const MAX_PATTERN = 1000
const NO_CONTENT: Answer = { status: 204, headers: {}, body: null }

/** `POST …/subscription`: contract B.6. Of both, topics win; neither is nothing. */
export async function post(call: Call, context: Context): Promise<Answer> {
  const request = requiredBody(await call.body(), FIELDS)
  const topics = optional(request, 'topics', ARRAY)
  const pattern = optional(request, 'topic_pattern', STRING)
  const services = await context.consume()
  if (topics) {
    for (const topic of topics) checkTopic(topic)
    const names = [...new Set(topics as readonly string[])]
    for (const topic of names) call.require('consume', topic)
    await subscribe(services, consumerRef(call), { kind: 'topics', topics: names }, call.deadline)
  } else if (pattern !== undefined) {
    checkPattern(pattern)
    await subscribe(services, consumerRef(call), { kind: 'pattern', pattern }, call.deadline)
  } else await touchInstance(services, consumerRef(call), call.deadline)
  return NO_CONTENT
}

/** `GET …/subscription`: the topics, for a pattern those that match it: contract B.6. */
export async function get(call: Call, context: Context): Promise<Answer> {
  const services = await context.consume()
  const { subscription } = await touchInstance(services, consumerRef(call), call.deadline)
  if (subscription.kind === 'topics') return jsonAnswer(call, { topics: subscription.topics })
  if (subscription.kind !== 'pattern') return jsonAnswer(call, { topics: [] })
  const topics = await services.topics.matching(subscription.pattern, call.deadline)
  const mayRead = (topic: string) => context.policy.allows(call.identity, 'consume', topic, call.param('group'))
  return jsonAnswer(call, { topics: topics.filter(mayRead) })
}

/** `DELETE …/subscription`: of an assignment, too: contract B.6. */
export async function remove(call: Call, context: Context): Promise<Answer> {
  await unsubscribe(await context.consume(), consumerRef(call), call.deadline)
  return NO_CONTENT
}

function checkTopic(topic: unknown): void {
  if (typeof topic !== 'string') throw new BadRequest("Bad Request: 'topics' must be a list of names.")
  if (!isTopicName(topic)) throw new Unprocessable(`${JSON.stringify(topic.slice(0, 300))} is not a valid topic name.`)
}

function checkPattern(pattern: string): void {
  if (pattern === '') throw new Unprocessable("'topic_pattern' must not be empty.")
  if (pattern.length > MAX_PATTERN) throw new Unprocessable(`'topic_pattern' is longer than ${MAX_PATTERN} characters.`)
  try {
    compilePattern(pattern)
  } catch (cause) {
    const message = `'topic_pattern' is not a regular expression this proxy takes: ${(cause as Error).message}`
    throw new Unprocessable(message, { cause })
  }
}
