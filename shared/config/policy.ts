import { readFileSync } from 'node:fs'
import { parsePolicy } from '../auth/policy-text.ts'
import { defaultRules, type Rule } from '../auth/rule.ts'

/** The settings that say who may do what. */
export interface PolicySettings {
  readonly policy: string
  readonly policyFile: string
}

/**
 * The rules of the policy: those of the setting, or of the file, or what Sasquatch's clients do.
 *
 * @throws Error  they cannot be read; the message lists everything that is wrong
 */
export function configuredRules({ policy, policyFile }: PolicySettings): readonly Rule[] {
  if (policyFile) return parsePolicy(readFileSync(policyFile, 'utf8')).rules
  return policy ? parsePolicy(policy).rules : defaultRules
}
