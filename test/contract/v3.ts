import { equal } from 'node:assert/strict'
import { type Answer, type Facts, get } from './case.ts'

/** The cluster's id, for `{cluster}` in paths: what cases of version 3 are given. */
export async function cluster({ send }: Facts): Promise<{ cluster: string }> {
  const { json } = await send(get('/v3/clusters'))
  return { cluster: (json as { data: { cluster_id: string }[] }).data[0]?.cluster_id ?? '' }
}

/** What all paths of the cluster begin with; cases that use it are given the {@link cluster}. */
export const ownCluster = '/v3/clusters/{cluster}'

/** A link field. */
export function related(link: string): { related: string } {
  return { related: link }
}

/** A resource's link to itself. */
export function selfOf({ json }: Pick<Answer, 'json'>): string {
  return (json as { metadata: { self: string } }).metadata.self
}

/** What an answer's collection holds. */
export function dataOf<Item>({ json }: Pick<Answer, 'json'>): readonly Item[] {
  return (json as { data: readonly Item[] }).data
}

/** The case's topic does not exist, or not any more. */
export async function topicIsGone({ send }: Facts): Promise<void> {
  await eventually(async () => equal((await send(get('/topics/{topic}'))).status, 404))
}

/**
 * Tries until it holds. A broker that is asked may hear of a change a moment later than the one that made it.
 *
 * @throws AssertionError  why it did not hold the last time, after five seconds
 */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 5000
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}
