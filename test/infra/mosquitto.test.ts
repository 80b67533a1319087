import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { mosquitto } from '../../infra/local/downloads/mosquitto.ts'
import { mosquittoPrograms } from '../../infra/local/test/mosquitto-programs.ts'
import { newFolder } from './folder.ts'

const silent = { say: () => {} }

/** A machine whose cache is empty and that has no programs at all. */
function bareMachine(t: TestContext): void {
  const folder = newFolder(t)
  const before = { PATH: process.env.PATH, KAFKA_REST_EDGE_CACHE: process.env.KAFKA_REST_EDGE_CACHE }
  process.env.PATH = folder
  process.env.KAFKA_REST_EDGE_CACHE = join(folder, 'cache')
  t.after(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
}

test('without apt one sentence says what is missing', async (t) => {
  bareMachine(t)
  await rejects(mosquitto(silent), { message: /^apt-get is needed [^\n]*, and is not on this machine; install it/ })
})

test('it is got for tests that need it; where it cannot be had they are told why', async (t) => {
  bareMachine(t)
  deepEqual(await mosquittoPrograms(['test/mqtt/topic-mapping.test.ts'], silent), {})
  const found = await mosquittoPrograms(['test/mqtt/source/source.test.ts'], silent)
  equal(found.TEST_MOSQUITTO, undefined)
  match(found.TEST_MOSQUITTO_MISSING ?? '', /^apt-get is needed/)
})
