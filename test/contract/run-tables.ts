import { equal } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTopic } from '../support/kafka.ts'
import { type Target, targets } from '../support/targets.ts'
import { json2, post, type Surroundings, type Table } from './case.ts'
import { type Document, readDocument } from './document.ts'
import { runCase, sendTo } from './run-case.ts'

type Start = (environment?: Record<string, string>) => Promise<Target>

/** Ways whose requests are events of 6 MB at most. */
const LAMBDA = /Lambda/

/**
 * Makes a test of every case for every target.
 *
 * @param usual  settings of the target that all tables without surroundings of their own share; also under theirs
 * @param ways   how they are run: usually all but the slow ones under Lambda's runtime client
 */
export function runTables(
  tables: readonly Table[],
  usual: () => Promise<Record<string, string>> = async () => ({}),
  ways = targets,
): void {
  const surroundings = new Map<string, Promise<Surroundings>>()
  const environment = once(usual)
  after(async () => {
    for (const each of surroundings.values()) await (await each).close?.()
  })

  /** What a table needs is started once for all targets. */
  function surroundingsOf(table: Table): Promise<Surroundings> {
    const started = surroundings.get(table.about) ?? table.surroundings?.() ?? Promise.resolve({ environment: {} })
    surroundings.set(table.about, started)
    return started
  }

  for (const [name, startTarget] of Object.entries(ways)) {
    const start: Start = async (own = {}) => startTarget({ ...(await environment()), ...own })
    describe(name, () => {
      // Its start is most of the time that tables without surroundings take.
      const plain = once(() => start())
      after(async () => (await plain()).close())
      for (const table of tables) {
        const cases = table.cases.filter(({ tooLargeForLambda }) => !tooLargeForLambda || !LAMBDA.test(name))
        runTable({ ...table, cases }, surroundingsOf, table.surroundings ? start : plain)
      }
    })
  }
}

function runTable(table: Table, surroundingsOf: (table: Table) => Promise<Surroundings>, start: Start): void {
  describe(table.about, { concurrency: table.oneByOne ? 1 : 8 }, () => {
    let target: Target
    let document: Document
    let values: Record<string, string>
    before(async () => {
      const around = await surroundingsOf(table)
      target = await start({ ...around.environment })
      document = await readDocument(target, around.environment.KAFKA_REST_BASE_PATH ?? '')
      values = { ...around.values, good: await createTopic(), empty: await createTopic() }
    })
    after(async () => {
      if (table.surroundings) await target.close()
    })

    for (const each of table.cases) {
      test(`${each.name} (${each.contract})`, async () => {
        await runCase(each, target, document, values)
        if (!table.harmless) return
        const good = post(`/topics/${values.good}`, json2, { records: [{ value: 1 }] })
        equal((await sendTo(target, good)).status, 200, 'a good request is still served')
      })
    }
  })
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}
