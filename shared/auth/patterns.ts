/** What may stand in front of a pattern for topics: it then speaks of their namespace, see {@link compileTopics}. */
export const NAMESPACE = 'namespace:'

/** Names that a rule speaks of. */
export interface Patterns {
  /** Whether it is every name. */
  readonly all: boolean
  /** Whether it is any name at all. */
  readonly some: boolean
  matches(name: string): boolean
}

/**
 * Compiles patterns of names: a name to the letter, the beginning of names with `*` behind it, or `*` for all.
 *
 * Nothing here is a regular expression: a look-up takes time by the length of the name and not by the number of patterns.
 */
export function compileNames(patterns: readonly string[]): Patterns {
  const literals = new Set(patterns.filter((each) => !each.endsWith('*')))
  const beginnings = new Set(patterns.filter((each) => each.endsWith('*')).map((each) => each.slice(0, -1)))
  const lengths = [...new Set([...beginnings].map(({ length }) => length))]
  const all = beginnings.has('')
  return {
    all,
    some: patterns.length > 0,
    matches: (name) => all || literals.has(name) || lengths.some((length) => beginnings.has(name.slice(0, length))),
  }
}

/**
 * The same for topics, where a pattern with `namespace:` in front speaks of the topic's namespace, what stands before the last
 * dot of its name: Sasquatch's way to group topics. `namespace:lsst.example` is the topic `lsst.example.flux` and not
 * `lsst.example.inner.flux`.
 */
export function compileTopics(patterns: readonly string[]): Patterns {
  const [spaces = [], names = []] = partition(patterns)
  const [inSpaces, byName] = [compileNames(spaces), compileNames(names)]
  return {
    all: byName.all,
    some: patterns.length > 0,
    matches: (topic) => byName.matches(topic) || (inSpaces.some && inSpaces.matches(namespaceOf(topic))),
  }
}

/** Patterns of namespaces, and the others. */
function partition(patterns: readonly string[]): readonly (readonly string[])[] {
  const spaces = patterns.filter((each) => each.startsWith(NAMESPACE)).map((each) => each.slice(NAMESPACE.length))
  return [spaces, patterns.filter((each) => !each.startsWith(NAMESPACE))]
}

/** Of a topic without a dot the empty one. */
function namespaceOf(topic: string): string {
  return topic.slice(0, Math.max(topic.lastIndexOf('.'), 0))
}
