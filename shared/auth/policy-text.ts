import type { Action } from './actions.ts'
import type { Rule } from './policy.ts'

/** Every action a rule can name. A record, so that the compiler misses none. */
const named: Readonly<Record<Exclude<Action, 'public'>, true>> = {
  produce: true,
  consume: true,
  metadata: true,
  'topic:create': true,
  'topic:alter': true,
  'topic:delete': true,
  configs: true,
  acls: true,
  groups: true,
  'registry:read': true,
}
const actions = Object.keys(named)

/** A scope (RFC 6749, section 3.3); `;` parts rules here. */
const SCOPE = /^[\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]+$/
/** A topic name of Kafka, a prefix of one and `*`, or `*` alone. */
const PATTERN = /^(?:[\w.-]{1,249}|[\w.-]{0,248}\*)$/

/**
 * Reads a policy from the text of a setting: rules parted by `;`, each a scope, what it allows, and on which topics.
 *
 *     write:sasquatch=produce,metadata@lsst.*,test; read:sasquatch=consume,metadata; exec:admin=*
 *
 * Without `@` a rule is about every topic. `*` stands for any caller with valid credentials (left of `=`), every action
 * (right of it), every topic, or the rest of a topic's name (after `@`). Space around names does not count.
 *
 * @throws Error  the text is no policy; the message lists everything that is wrong with it
 */
export function parsePolicy(text: string): { readonly rules: readonly Rule[] } {
  const problems: string[] = []
  const rules = text
    .split(';')
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '')
    .map((rule) => parseRule(rule, (problem) => problems.push(`"${rule}": ${problem}`)))
  if (rules.length === 0) problems.push('it has no rules; write at least one as scope=action,action')
  if (problems.length > 0) throw new Error(`The policy is not usable: ${problems.join('; ')}`)
  return { rules }
}

function parseRule(rule: string, report: (problem: string) => void): Rule {
  // The last one: neither an action nor a topic has a "=" in its name, but a scope may.
  const equals = rule.lastIndexOf('=')
  if (equals === -1) {
    report('it has no "="; write scope=action,action')
    return { scope: rule, actions: [] }
  }
  const scope = rule.slice(0, equals).trim()
  const [allowed = '', patterns, ...more] = rule.slice(equals + 1).split('@')
  if (!SCOPE.test(scope)) report(`${quoted(scope)} is not a scope`)
  if (more.length > 0) report('it has more than one "@"; topics are parted by commas')
  return {
    scope,
    actions: listOf(allowed).flatMap((name) => parseAction(name, report)),
    topics: patterns === undefined ? ['*'] : listOf(patterns).map((name) => parsePattern(name, report)),
  }
}

function parseAction(name: string, report: (problem: string) => void): readonly Action[] {
  if (name === '*') return actions.filter(isAction)
  if (isAction(name)) return [name]
  report(`${quoted(name)} is not an action; choose from ${actions.join(', ')} or *`)
  return []
}

function isAction(name: string): name is Action {
  return Object.hasOwn(named, name)
}

function parsePattern(name: string, report: (problem: string) => void): string {
  if (!PATTERN.test(name)) report(`${quoted(name)} is not a topic name or a prefix ending in *`)
  return name
}

function listOf(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim())
}

function quoted(text: string): string {
  return text === '' ? 'an empty name' : `"${text}"`
}
