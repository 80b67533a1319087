import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { refusal } from '../../shared/registry/refusal.ts'

const texts: [string, string][] = [
  [
    'io.apicurio.registry.rules.violation.RuleViolationException: Incompatible artifact: t-value [AVRO]',
    'Incompatible artifact: t-value [AVRO].',
  ],
  ['Subject t-value not found.', 'Subject t-value not found.'],
  ['Not registered. See the log. Or not.', 'Not registered.'],
  [
    'The record lsst.example.Sky is incompatible; error code: 409',
    'The record lsst.example.Sky is incompatible; error code: 409.',
  ],
  ['first line\n\tat java.base/java.lang.Thread.run(Thread.java:1)', 'first line.'],
  ['Caused by java.lang.IllegalStateException: a$b.c.D$EError: closed', 'Caused by closed.'],
  ['x'.repeat(1_000), `${'x'.repeat(300)}…`],
  ['java.lang.NullPointerException', 'The schema registry refused schema 7 with HTTP 422.'],
  ['', 'The schema registry refused schema 7 with HTTP 422.'],
]
for (const [message, reason] of texts) {
  test(`the registry's ${JSON.stringify(message.slice(0, 60))} is told as its first sentence, without Java`, () => {
    const error = refusal({ status: 422, body: { error_code: 42201, message } }, 'schema 7')
    equal(error.message, `Error serializing message. ${reason}`)
    equal(error.code, 42207)
  })
}

test('an answer without a usable body still says what was refused', () => {
  for (const body of [undefined, [], 'no', { message: 1 }]) {
    equal(
      refusal({ status: 409, body }, 'schema 7').message,
      'Error serializing message. The schema registry refused schema 7 with HTTP 409.',
    )
  }
})

test('the registry’s code 40301 means 403/40301 whatever the status', () => {
  const error = refusal({ status: 422, body: { error_code: 40301, message: 'denied' } }, 'schema 7')
  equal(error.code, 40301)
  equal(error.status, 403)
})
