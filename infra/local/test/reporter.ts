import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import type { TestResult } from './result.ts'

type Ended = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>

/**
 * A reporter for node's test runner: one JSON line per test, in the order of their definition, and `null` when the file has
 * come to its end. Suites are no tests; one is reported only if something of its own failed, a hook for instance.
 */
// biome-ignore lint/style/noDefaultExport: node takes a reporter from the default export of its module
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const names: string[] = []
  for await (const event of events) {
    if (event.type === 'test:start') names.splice(event.data.nesting, names.length, event.data.name)
    else if (event.type === 'test:pass' || event.type === 'test:fail') {
      const name = [...names.slice(0, event.data.nesting), event.data.name].join(' › ')
      const result = resultOf(event, name)
      if (result !== undefined) yield `${JSON.stringify(result)}\n`
    } else if (event.type === 'test:summary') yield 'null\n'
  }
}

function resultOf({ type, data }: Ended, name: string): TestResult | undefined {
  const suite = data.details.type === 'suite'
  const result = { name, durationMs: data.details.duration_ms }
  if (data.skip !== undefined || data.todo !== undefined) return suite ? undefined : { ...result, outcome: 'skipped' }
  if (type === 'test:pass') return suite ? undefined : { ...result, outcome: 'passed' }
  const { error } = data.details
  const ofItsTests = 'failureType' in error && error.failureType === 'subtestsFailed'
  if (suite && ofItsTests) return undefined
  return { ...result, outcome: 'failed', error: ofItsTests ? 'A test within it failed.' : explain(error) }
}

// The runner wraps what was thrown. Its own frames say nothing about the test.
function explain(error: Error): string {
  const thrown = error.cause ?? error
  const text = typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 6 })
  return text
    .split('\n')
    .filter((line) => !/^\s+at .*\(?node:internal\//.test(line))
    .join('\n')
}
