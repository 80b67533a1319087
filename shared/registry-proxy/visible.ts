import type { Context } from '../context.ts'
import type { Call } from '../http/call.ts'
import { Forbidden } from '../http/errors/access.ts'

/** What of a registry a caller may see. */
export interface Visibility {
  /** Everything: nothing has to be found out about a schema. */
  readonly all: boolean
  sees(subject: string): boolean
  /** @throws Forbidden  403/40301 */
  require(subject: string): void
}

/**
 * By the policy's topics for `registry:read`: a subject that ends in `-key` or `-value` is its topic's (Confluent's
 * TopicNameStrategy, which this proxy uses unless it is told otherwise); any other goes by its whole name, so that a rule for
 * `lsst.*` is about the topics, and about the records that are called so.
 */
export function visibility({ identity }: Call, { policy }: Pick<Context, 'policy'>): Visibility {
  const sees = (subject: string) => policy.allows(identity, 'registry:read', topicOf(subject))
  return {
    // Only a rule for every topic covers one without a name.
    all: policy.allows(identity, 'registry:read', ''),
    sees,
    require: (subject) => policy.require(identity, 'registry:read', topicOf(subject)),
  }
}

/** What is said of a schema none of whose subjects the caller may see: neither these nor their topics. */
export function hidden(id: number): Forbidden {
  return new Forbidden(`Not allowed: registry:read on any topic that schema ${id} is registered for.`)
}

function topicOf(subject: string): string {
  return /^(.+)-(?:key|value)$/s.exec(subject)?.[1] ?? subject
}
