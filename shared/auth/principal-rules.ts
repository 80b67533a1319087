/** One of Kafka's `ssl.principal.mapping.rules`. */
export type PrincipalRule =
  | { readonly kind: 'default' }
  | {
      readonly kind: 'rule'
      /** A regular expression that the whole name must match. */
      readonly pattern: string
      /** With `$1` for what its first group holds. */
      readonly replacement: string
      readonly change: 'none' | 'lower' | 'upper'
    }

const CHANGES = { '': 'none', L: 'lower', U: 'upper' } as const

/**
 * Reads Kafka's rules (KIP-371): `DEFAULT`, or `RULE:pattern/replacement/` with `L` or `U` behind for lower or upper case, parted
 * by commas. A slash within a pattern or replacement has a backslash before it.
 *
 *     RULE:^CN=(.*?),OU=ServiceUsers.*$/$1/,RULE:^CN=([a-z0-9-]+).*$/$1/L,DEFAULT
 *
 * @throws Error  it is no list of rules
 */
export function parsePrincipalRules(text: string): readonly PrincipalRule[] {
  const rules: PrincipalRule[] = []
  let rest = text.trim()
  while (rest !== '') {
    const [rule, length] = rest.startsWith('DEFAULT') ? ([{ kind: 'default' }, 7] as const) : parseRule(rest)
    rules.push(rule)
    rest = rest.slice(length).trimStart()
    if (rest === '') break
    if (!rest.startsWith(',') || rest.slice(1).trim() === '') throw malformed(rest)
    rest = rest.slice(1).trimStart()
  }
  return rules.length === 0 ? [{ kind: 'default' }] : rules
}

/** @returns the rule at the beginning of a text, and how long it is */
function parseRule(text: string): readonly [PrincipalRule, number] {
  if (!text.startsWith('RULE:')) throw malformed(text)
  const endOfPattern = slashFrom(text, 'RULE:'.length)
  const endOfReplacement = endOfPattern === -1 ? -1 : slashFrom(text, endOfPattern + 1)
  if (endOfReplacement === -1) throw malformed(text)
  const letter = text[endOfReplacement + 1]
  const change = letter === 'L' || letter === 'U' ? letter : ''
  const pattern = text.slice('RULE:'.length, endOfPattern)
  if (pattern === '') throw malformed(text)
  const replacement = text.slice(endOfPattern + 1, endOfReplacement).replaceAll('\\/', '/')
  const rule = { kind: 'rule', pattern, replacement, change: CHANGES[change] } as const
  return [rule, endOfReplacement + 1 + change.length]
}

/** The next slash without a backslash before it, -1 when there is none. */
function slashFrom(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '/') return at
  }
  return -1
}

function malformed(rest: string): Error {
  return new Error(`'${rest.slice(0, 100)}' does not begin with DEFAULT or RULE:pattern/replacement/`)
}
