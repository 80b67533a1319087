import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createApp } from '../shared/app.ts'
import { loadConfig } from '../shared/config/config.ts'
import { createContext } from '../shared/context.ts'
import { createLog } from '../shared/telemetry/log.ts'
import { noMetrics } from '../shared/telemetry/metrics.ts'
import { baseEnvironment } from './support/proxy-process.ts'

test('all routes stay on the router that matches with one regular expression', async () => {
  const context = createContext(loadConfig(baseEnvironment()), {
    log: createLog('silent'),
    createMetrics: () => noMetrics,
  })
  const app = createApp(context)
  await app.request('/')
  // One pair of routes it cannot express would silently move every route to a slower one.
  equal(app.router.name, 'SmartRouter + RegExpRouter')
  await context.close(Date.now())
})
