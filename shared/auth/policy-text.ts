import { ACTIONS, type Action } from './actions.ts'
import { NAMESPACE } from './patterns.ts'
import { isClosed, namesOf, partsOf } from './quoted-text.ts'
import type { Rule } from './rule.ts'

/** A scope (RFC 6749, section 3.3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/
/** What stands before a caller's name, as Kafka writes principals. */
const USER = 'User:'
/** A topic name of Kafka, a prefix of one and `*`, or `*` alone. */
const TOPIC = /^(?:[\w.-]{1,249}|[\w.-]{0,248}\*)$/
/** An id of a cluster, or the beginning of one. */
const CLUSTER = /^(?:[\w-]{1,255}|[\w-]{0,254}\*)$/

/** Tells what is wrong with a rule. */
type Report = (problem: string) => void

/**
 * Reads a policy: rules parted by `;`, each saying who, what is allowed, and to which topics, groups and clusters.
 *
 *     # Telemetry writes its own namespaces and reads in its own groups.
 *     write:sasquatch=produce,metadata@lsst.*,test; read:sasquatch=consume@lsst.*,group:telemetry-*;
 *     User:CN=edge,OU=Ops=produce@namespace:lsst.example; exec:admin=*
 *
 * Who is a scope, `User:` and a caller's name, or `*` for any caller with valid credentials. `*` for the actions is all of
 * them. Behind `@` stand names, or beginnings of names and `*`: topics as they are, `namespace:` for all topics of a
 * namespace, `group:` for consumer groups, `cluster:` for clusters. Of what a rule does not name it is about all. Names in double
 * quotes may hold anything. Space around names does not count, nor do lines that begin with `#`.
 *
 * @throws Error  the text is no policy; the message lists everything that is wrong with it
 */
export function parsePolicy(text: string): { readonly rules: readonly Rule[] } {
  const problems: string[] = []
  const rules = partsOf(text.replaceAll(/^[ \t]*#.*$/gm, ''), ';')
    .filter((rule) => rule !== '')
    .map((rule) => parseRule(rule, (problem) => problems.push(`"${rule}": ${problem}`)))
  if (!isClosed(text)) problems.push('a double quote is not closed')
  if (rules.length === 0) problems.push('it has no rules; write at least one as scope=action,action')
  if (problems.length > 0) throw new Error(`The policy is not usable: ${problems.join('; ')}`)
  return { rules }
}

function parseRule(rule: string, report: Report): Rule {
  const parts = partsOf(rule, '=')
  if (parts.length === 1) {
    report('it has no "="; write scope=action,action')
    return { scope: rule, actions: [] }
  }
  // The last one: neither an action nor a topic has a "=" in its name, but a scope may.
  const [allowed = '', patterns, ...more] = partsOf(parts.at(-1) ?? '', '@')
  if (more.length > 0) report('it has more than one "@"; topics are parted by commas')
  return {
    ...parseWho(parts.slice(0, -1).join('='), report),
    actions: namesOf(allowed).flatMap((name) => parseAction(name, report)),
    ...parsePatterns(patterns === undefined ? [] : namesOf(patterns), report),
  }
}

function parseWho(text: string, report: Report): Pick<Rule, 'scope' | 'principal'> {
  const [name = '', ...more] = text.startsWith('"') ? namesOf(text) : [text]
  const principal = name.startsWith(USER) ? name.slice(USER.length).trim() : undefined
  if (principal === '*') return { scope: '*' }
  if (principal === '' || more.length > 0) report(`${quoted(text)} names no caller; write User:name`)
  if (principal !== undefined) return { principal }
  if (!SCOPE.test(name)) report(`${quoted(name)} is not a scope`)
  return { scope: name }
}

function parseAction(name: string, report: Report): readonly Action[] {
  if (name === '*') return ACTIONS
  const found = ACTIONS.find((action) => action === name)
  if (found !== undefined) return [found]
  report(`${quoted(name)} is not an action; choose from ${ACTIONS.join(', ')} or *`)
  return []
}

/** Groups and clusters are there only when they are named; topics always are. */
function parsePatterns(names: readonly string[], report: Report): Pick<Rule, 'topics' | 'groups' | 'clusters'> {
  const of = (kind: string) => names.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length))
  const [groups, clusters] = [of('group:'), of('cluster:')]
  const topics = names.filter((name) => !/^(?:group|cluster):/.test(name)).map((name) => name.replace(/^topic:/, ''))
  for (const name of topics) {
    if (!TOPIC.test(name.startsWith(NAMESPACE) ? name.slice(NAMESPACE.length) : name))
      report(`${quoted(name)} is not a topic name or a prefix ending in *`)
  }
  if (groups.includes('')) report('an empty name is not a consumer group')
  for (const name of clusters) if (!CLUSTER.test(name)) report(`${quoted(name)} is not a cluster’s id`)
  return {
    topics: topics.length === 0 ? ['*'] : topics,
    ...(groups.length > 0 && { groups }),
    ...(clusters.length > 0 && { clusters }),
  }
}

function quoted(text: string): string {
  return text === '' ? 'an empty name' : `"${text}"`
}
