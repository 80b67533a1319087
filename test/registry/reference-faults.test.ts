import { deepEqual, equal, match } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createTopic } from '../support/kafka.ts'
import { stack } from '../support/stack.ts'
import { startApp } from '../support/targets.ts'
import { openWay } from './way.ts'

const part = { type: 'record', name: 'Part', fields: [] }
const whole = { type: 'record', name: 'Whole', fields: [{ name: 'part', type: 'Part' }] }
const reference = (subject: string) => ({ name: 'Part', subject, version: 1 })

/** Produces with a schema that refers to others, which no registry would keep so. @param others  by subject */
async function produce(t: TestContext, references: readonly unknown[], others: Record<string, object> = {}) {
  const topic = await createTopic()
  const way = await openWay(t, stack.registry)
  way.answers.set('GET /schemas/ids/7', { schema: JSON.stringify(whole), references })
  way.answers.set('GET /schemas/ids/7/versions', [{ subject: `${topic}-value`, version: 1 }])
  for (const [subject, answer] of Object.entries(others)) {
    way.answers.set(`GET /subjects/${subject}/versions/1`, { subject, id: 8, version: 1, ...answer })
  }
  const proxy = await startApp({ KAFKA_REST_SCHEMA_REGISTRY_URL: way.url })
  t.after(() => proxy.close())
  const answer = await proxy.fetch(`/topics/${topic}`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.kafka.avro.v2+json' },
    body: JSON.stringify({ value_schema_id: 7, records: [{ value: { part: {} } }] }),
  })
  return { status: answer.status, ...((await answer.json()) as { error_code?: number; message?: string }) }
}

test('references that are right', async (t) => {
  const { status } = await produce(t, [reference('parts')], { parts: { schema: JSON.stringify(part) } })
  equal(status, 200)
})

const wrong: readonly (readonly [string, readonly unknown[], Record<string, object>, number, RegExp])[] = [
  ['one that the registry does not have', [reference('nowhere')], {}, 42207, /nowhere|found/],
  [
    'those that go in a circle',
    [reference('a')],
    {
      a: { schema: JSON.stringify(part), references: [{ name: 'Other', subject: 'b', version: 1 }] },
      b: { schema: JSON.stringify(part), references: [reference('a')] },
    },
    42207,
    /circle/,
  ],
  [
    'one to a schema that refers to itself',
    [reference('a')],
    { a: { schema: JSON.stringify(part), references: [{ name: 'Self', subject: 'a', version: 1 }] } },
    42207,
    /circle/,
  ],
  ['one without a subject', [{ name: 'Part' }], {}, 42207, /without a name, a subject and a version/],
  ['one that is none', [null], {}, 42207, /without a name, a subject and a version/],
  ['one to another language', [reference('a')], { a: { schema: '{}', schemaType: 'JSON' } }, 42207, /JSON, not AVRO/],
  ['one whose subject would be another path', [reference('..')], {}, 42207, /not the name of a subject/],
  ['one to a text that is no schema', [reference('a')], { a: { schema: '{"type":' } }, 42205, /Invalid schema/],
  ['none, though the text needs one', [], {}, 42205, /unknown type "Part"/],
]
for (const [what, references, others, code, message] of wrong) {
  test(`a schema in the registry with references, among them ${what}: 422 with ${code}`, async (t) => {
    const answer = await produce(t, references, others)
    deepEqual([answer.status, answer.error_code], [422, code])
    match(answer.message ?? '', message)
  })
}
