import { RE2JS } from 're2js'
import type { PrincipalRule } from './principal-rules.ts'

/**
 * Makes the function that turns a certificate's subject (RFC 2253) into a principal: the first rule whose pattern the whole
 * subject matches says what it is (KIP-371). Patterns are RE2's: they take time linear in the subject whatever they are.
 *
 * @returns undefined when no rule matches
 * @throws Error  a pattern is none, or uses what RE2 has not (look-around, back references)
 */
export function createPrincipalMapping(rules: readonly PrincipalRule[]): (subject: string) => string | undefined {
  const compiled = rules.map((rule) => ({ rule, pattern: rule.kind === 'default' ? undefined : compile(rule.pattern) }))
  return (subject) => {
    for (const { rule, pattern } of compiled) {
      if (rule.kind === 'default' || pattern === undefined) return subject
      const matcher = pattern.matcher(subject)
      if (!matcher.matches()) continue
      const name = rule.replacement.replaceAll(/\$(\d)/g, (text, group: string) =>
        Number(group) <= matcher.groupCount() ? (matcher.group(Number(group)) ?? '') : text,
      )
      if (rule.change === 'lower') return name.toLowerCase()
      return rule.change === 'upper' ? name.toUpperCase() : name
    }
    return undefined
  }
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (cause) {
    throw new Error(`'${pattern}' is no regular expression of RE2, which has no look-around and no back references`, {
      cause,
    })
  }
}
