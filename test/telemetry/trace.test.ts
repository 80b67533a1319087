import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { traceOf, traceparentOf } from '../../shared/telemetry/trace.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'
const traceparent = `00-${traceId}-${spanId}-01`
const root = '1-5759e988-bd862e3fe1be46a994272793'

function read(headers: Record<string, string>) {
  return traceOf((name) => headers[name])
}

describe('the trace of a request', () => {
  test('is that of traceparent, with the caller’s part of it', () => {
    deepEqual(read({ traceparent }), { traceId, spanId, sampled: true })
    deepEqual(read({ traceparent: `00-${traceId}-${spanId}-00` }), { traceId, spanId, sampled: false })
  })

  test('is that of X-Amzn-Trace-Id, written as W3C writes it and as X-Ray does', () => {
    deepEqual(read({ 'x-amzn-trace-id': `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1` }), {
      traceId: '5759e988bd862e3fe1be46a994272793',
      spanId: '53995c3f42cd8ad8',
      sampled: true,
      xrayTraceId: root,
    })
    // As load balancers write it.
    deepEqual(read({ 'x-amzn-trace-id': `Self=1-67891234-12456789abcdef012345678;Root=${root}` }), {
      traceId: '5759e988bd862e3fe1be46a994272793',
      xrayTraceId: root,
    })
  })

  test('has both ids where both headers are there', () => {
    deepEqual(read({ traceparent, 'x-amzn-trace-id': `Root=${root}` }), {
      traceId,
      spanId,
      sampled: true,
      xrayTraceId: root,
    })
  })

  test('of a later version is read as far as it is known', () => {
    equal(read({ traceparent: `cc-${traceId}-${spanId}-01-what-comes-next` })?.traceId, traceId)
  })

  for (const [what, headers] of Object.entries({
    'no headers': {},
    'the version that there is not': { traceparent: `ff-${traceId}-${spanId}-01` },
    'a trace of zeros': { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` },
    'a parent of zeros': { traceparent: `00-${traceId}-${'0'.repeat(16)}-01` },
    capitals: { traceparent: traceparent.toUpperCase() },
    'too few digits': { traceparent: traceparent.slice(0, 40) },
    'a line break': { traceparent: `${traceparent}\n{"event":"forged"}` },
    'no root': { 'x-amzn-trace-id': 'Parent=53995c3f42cd8ad8' },
    'a root that is none': { 'x-amzn-trace-id': 'Root=1-xyz' },
  })) {
    test(`is none: ${what}`, () => equal(read(headers), undefined))
  }

  test('of what goes on for ever is none, at once', () => {
    const started = performance.now()
    equal(read({ traceparent: '0'.repeat(1e6), 'x-amzn-trace-id': ';Root= '.repeat(1e5) }), undefined)
    ok(performance.now() - started < 100)
  })
})

test('a trace is said as it was heard, and not when the caller’s part of it is unknown', () => {
  equal(traceparentOf(read({ traceparent }) ?? {}), traceparent)
  equal(traceparentOf({ traceId, spanId }), `00-${traceId}-${spanId}-00`)
  equal(traceparentOf({ traceId }), undefined)
  equal(traceparentOf({}), undefined)
})
