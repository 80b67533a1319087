import { deepEqual, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RestError } from '../../../shared/http/errors/rest-error.ts'
import {
  parseAlterRequest,
  parseAlterTopicsRequest,
  parseConfigValue,
} from '../../../shared/v3/configs/alter-request.ts'

const refused = (code: number, message: RegExp) => (error: unknown) =>
  error instanceof RestError && error.code === code && message.test(error.message)

describe('configs:alter', () => {
  test('sets unless it is said to delete, in whatever case', () => {
    const data = [
      { name: 'a', value: '1' },
      { name: 'b', value: '2', operation: 'set' },
      { name: 'c', operation: 'Delete' },
      { name: 'd', value: null, operation: null },
    ]
    deepEqual(parseAlterRequest(JSON.stringify({ data, validate_only: true })), {
      changes: [
        { name: 'a', value: '1', operation: 'SET' },
        { name: 'b', value: '2', operation: 'SET' },
        { name: 'c', value: null, operation: 'DELETE' },
        { name: 'd', value: null, operation: 'SET' },
      ],
      validateOnly: true,
    })
  })

  test('changes nothing when there is nothing to change', () => {
    deepEqual(parseAlterRequest('{"data": []}'), { changes: [], validateOnly: false })
  })

  for (const [body, code, message] of [
    ['', 42206, /body is empty/],
    ['null', 42206, /body is empty/],
    ['[]', 400, /object/],
    ['{}', 400, /'data' is missing/],
    ['{"data": null}', 400, /'data' is missing/],
    ['{"data": [null]}', 400, /array of objects/],
    ['{"data": [{}]}', 400, /'name'/],
    ['{"data": [{"name": 1}]}', 400, /'name' must be a string/],
    ['{"data": [{"name": "a", "value": true}]}', 400, /'value' must be a string/],
    ['{"data": [{"name": "a", "operation": "APPEND"}]}', 400, /SET or DELETE, not 'APPEND'/],
    ['{"data": [{"name": "a", "op": "SET"}]}', 422, /Unrecognized field: op/],
    ['{"data": [], "validate_only": 1}', 400, /'validate_only' must be true or false/],
    [JSON.stringify({ data: [{ name: 'é'.repeat(16_384) }] }), 400, /32767 bytes/],
    [JSON.stringify({ data: [{ name: 'a', value: 'é'.repeat(16_384) }] }), 400, /32767 bytes/],
  ] as const) {
    test(`refuses ${body.slice(0, 60) || 'nothing'} with ${code}`, () =>
      throws(() => parseAlterRequest(body), refused(code, message)))
  }
})

test('a value of 32,767 bytes can be told', () => {
  const value = 'é'.repeat(16_383)
  deepEqual(parseConfigValue(JSON.stringify({ value })), value)
  deepEqual(parseConfigValue('{"value": null}'), null)
  deepEqual(parseConfigValue('{}'), null)
  throws(() => parseConfigValue('{"values": "1"}'), refused(422, /values/))
})

test('configs of several topics are changed topic by topic, each once', () => {
  const entry = (topic: string) => ({ topic_name: topic, configs: [{ name: 'a', value: '1' }] })
  const changes = [{ name: 'a', value: '1', operation: 'SET' }]
  deepEqual(parseAlterTopicsRequest(JSON.stringify({ data: [entry('t'), entry('u')] })), {
    topics: [
      { topic: 't', changes },
      { topic: 'u', changes },
    ],
    validateOnly: false,
  })
  const twice = JSON.stringify({ data: [entry('t'), entry('t')] })
  throws(() => parseAlterTopicsRequest(twice), refused(422, /'t' is given twice/))
  throws(() => parseAlterTopicsRequest('{"data": [{"configs": []}]}'), refused(400, /'topic_name' is missing/))
  throws(() => parseAlterTopicsRequest('{"data": [{"topic_name": "t"}]}'), refused(400, /'configs' is missing/))
})
