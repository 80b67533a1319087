import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { inLanes } from '../../infra/local/test/in-lanes.ts'

test('every file is run once, never more than the lanes at a time', async () => {
  const files = Array.from({ length: 20 }, (_, i) => `test/${i % 3 === 0 ? 'contract' : 'v2'}/${i}.test.ts`)
  const ran: string[] = []
  let underWay = 0
  let most = 0
  await inLanes(files, 3, async (file) => {
    most = Math.max(most, ++underWay)
    await setImmediate()
    underWay--
    ran.push(file)
    return true
  })
  deepEqual(ran.toSorted(), files.toSorted())
  equal(most, 3)
})

test('busy files are run one after the other as long as there are others, and long ones are begun first', async () => {
  const busy = ['test/contract/a.test.ts', 'test/contract/b.test.ts', 'test/contract/c.test.ts']
  const others = ['test/auth/a.test.ts', 'test/auth/b.test.ts', 'test/faults/z.test.ts', 'test/functions/a.test.ts']
  const begun: string[] = []
  let underWay = 0
  await inLanes([...others, ...busy], 2, async (file) => {
    begun.push(file)
    underWay += busy.includes(file) ? 1 : 0
    ok(underWay <= 1)
    await setImmediate()
    underWay -= busy.includes(file) ? 1 : 0
    return true
  })
  deepEqual(
    begun.filter((file) => !busy.includes(file)),
    ['test/faults/z.test.ts', 'test/functions/a.test.ts', 'test/auth/a.test.ts', 'test/auth/b.test.ts'],
  )
})

test('when it is over, no further file is begun', async () => {
  const begun: string[] = []
  await inLanes(['test/a.test.ts', 'test/b.test.ts', 'test/c.test.ts'], 2, async (file) => {
    begun.push(file)
    return false
  })
  deepEqual(begun, ['test/a.test.ts', 'test/b.test.ts'])
})
