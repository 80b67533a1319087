import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type Progress, silent } from '../../infra/local/processes/progress.ts'
import { together } from '../../infra/local/processes/together.ts'

test('what is done together gives its results in order', async () => {
  deepEqual(await together(silent, [async () => 1, async () => 'two']), [1, 'two'])
})

test('when one fails the others are called off and awaited, and the first failure is told', async () => {
  const seen: string[] = []
  const slow = async ({ signal }: Progress) => {
    await delay(60_000, undefined, { signal }).catch(() => seen.push('called off'))
    seen.push('cleaned up')
    throw new Error('second')
  }
  const failing = async () => {
    throw new Error('first')
  }
  await rejects(together(silent, [slow, failing]), /first/)
  deepEqual(seen, ['called off', 'cleaned up'])
})

test('calling off the whole reaches each', async () => {
  const controller = new AbortController()
  const wait = ({ signal }: Progress) => delay(60_000, undefined, { signal })
  const all = together({ ...silent, signal: controller.signal }, [wait, wait])
  controller.abort()
  equal(await all.catch((error: Error) => error.name), 'AbortError')
})
