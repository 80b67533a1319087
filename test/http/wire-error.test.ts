import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { Unauthorized } from '../../shared/http/errors/access.ts'
import { InternalError } from '../../shared/http/errors/failures.ts'
import { BrokerUnavailable, KafkaFailed, UnknownTopicOrPartition } from '../../shared/http/errors/kafka.ts'
import { PayloadTooLarge } from '../../shared/http/errors/limits.ts'
import { MethodNotAllowed, NotAcceptable, NotFound } from '../../shared/http/errors/request.ts'
import { V2 } from '../../shared/http/media-types.ts'
import { errorAnswer } from '../../shared/http/wire-error.ts'

test('an error is answered with its code and message, in the type given', () => {
  deepEqual(errorAnswer(new UnknownTopicOrPartition(), V2), {
    status: 404,
    headers: { 'Content-Type': V2 },
    body: '{"error_code":40403,"message":"This server does not host this topic-partition."}',
  })
})

test('a 406 has no Content-Type, not even the one that text is given by default', () => {
  const { headers, body } = errorAnswer(new NotAcceptable([V2]), V2)
  deepEqual(headers, {})
  equal(new Response(body as Buffer<ArrayBuffer>, { status: 406 }).headers.get('content-type'), null)
})

test('headers that belong to an error go along', () => {
  equal(errorAnswer(new MethodNotAllowed(['GET', 'HEAD']), V2).headers.Allow, 'GET, HEAD')
  equal(errorAnswer(new Unauthorized('No.', 'Bearer'), V2).headers['WWW-Authenticate'], 'Bearer')
  equal(errorAnswer(new BrokerUnavailable(), V2).headers['Retry-After'], '1')
  equal(errorAnswer(new PayloadTooLarge(10), V2).headers.Connection, undefined)
})

test('nothing of a cause is answered', () => {
  const cause = new Error('connect ECONNREFUSED 10.0.0.1:9092')
  for (const error of [new InternalError(cause), new KafkaFailed('Kafka failed.', { cause }), new NotFound()]) {
    const { body } = errorAnswer(error, V2)
    ok(!String(body).includes('10.0.0.1'), String(body))
    ok(!String(body).includes('stack'), String(body))
  }
})
