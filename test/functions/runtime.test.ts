import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTopic, readTopic } from '../support/kafka.ts'
import { unavailable } from '../support/lambda-runtime/client.ts'
import { type LambdaFunction, startFunction } from '../support/lambda-runtime/function.ts'

const JSON2 = 'application/vnd.kafka.json.v2+json'

function records(...values: unknown[]) {
  const body = JSON.stringify({ records: values.map((value) => ({ value })) })
  return { method: 'POST', headers: { 'content-type': JSON2 }, body }
}

describe("the zip under AWS's own runtime client", { skip: unavailable }, () => {
  let lambda: LambdaFunction
  before(async () => {
    lambda = await startFunction()
  })
  after(() => lambda.close())

  test('50 invocations one after the other, frozen after each: every record is stored once', async () => {
    const topic = await createTopic()
    for (let n = 0; n < 50; n++) {
      const response = await lambda.fetch(`/topics/${topic}`, records(n))
      equal(response.status, 200, await response.clone().text())
    }
    const stored = await readTopic(topic, 50)
    deepEqual(
      stored.map(({ value }) => Number(value)),
      Array.from({ length: 50 }, (_, n) => n),
    )
    equal(lambda.started(), 1)
    ok(lambda.environments.every((each) => each.frozen()))
  })
})
