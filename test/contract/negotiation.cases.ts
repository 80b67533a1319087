import { JSON_TYPE, V1, V2 } from '../../shared/http/media-types.ts'
import { avro2, binary2, type Case, get, json2, post, refused, send, stored } from './case.ts'

const onTopic = (type: string | undefined, headers: Record<string, string> = {}) =>
  post('/topics/{topic}', type, '{"records": [{"value": null}]}', headers)

const onlyThese = new RegExp(`415.*${binary2}.*${json2}.*${avro2}`.replaceAll('+', '\\+'))

export const negotiation: readonly Case[] = [
  {
    name: 'GET /topics with Accept: application/json answers 406 and has no Content-Type',
    contract: 'H.4 2',
    request: get('/topics', { accept: JSON_TYPE }),
    answers: { ...refused(406, 406), type: null },
  },
  {
    name: 'GET /topics with Content-Type: application/json answers 415',
    contract: 'H.4 3',
    request: get('/topics', { 'content-type': JSON_TYPE }),
    answers: { ...refused(415, 415), type: JSON_TYPE },
  },
  ...[V2, binary2, json2, avro2, V1].map(
    (type): Case => ({
      name: `GET /topics with Content-Type: ${type} answers 200, though a GET has no body`,
      contract: 'A.2',
      request: get('/topics', { 'content-type': type }),
      answers: { status: 200 },
    }),
  ),
  {
    name: 'a GET of v3 with a Content-Type is answered, as Sasquatch sends it',
    contract: 'A.4',
    request: get('/v3/clusters', { 'content-type': JSON_TYPE }),
    answers: { status: 200 },
  },
  ...[V2, JSON_TYPE, 'application/octet-stream', 'application/x-www-form-urlencoded', 'text/plain;charset=UTF-8'].map(
    (type): Case => ({
      name: `produce with Content-Type: ${type} answers 415 and lists what the route reads`,
      contract: 'H.4 13, A.4',
      request: onTopic(type),
      answers: { ...refused(415, 415, onlyThese), type: JSON_TYPE },
    }),
  ),
  ...['nonsense', 'application/', 'application/vnd.kafka.json.v2+json, application/json', '*/*'].map(
    (type): Case => ({
      name: `Content-Type: ${type} is none of the route's: 415`,
      contract: 'A.4',
      request: onTopic(type),
      answers: { ...refused(415, 415), type: JSON_TYPE },
    }),
  ),
  {
    name: 'produce to a partition refuses plain V2 likewise',
    contract: 'A.2',
    request: post('/topics/{topic}/partitions/0', V2, '{"records": [{"value": null}]}'),
    answers: { ...refused(415, 415), type: JSON_TYPE },
  },
  {
    name: 'the case of a Content-Type and its parameters do not count',
    contract: 'A.3',
    topic: {},
    request: onTopic('APPLICATION/VND.KAFKA.JSON.V2+JSON; charset=utf-8'),
    answers: stored([[0, 0]]),
  },
  {
    name: 'a 415 is typed as the first of the two preferred types in Accept',
    contract: 'A.5',
    request: onTopic('text/plain', { accept: `text/html, ${V2}, ${JSON_TYPE}` }),
    answers: { ...refused(415, 415), type: V2 },
  },
  {
    name: 'an error after a method was matched carries the type negotiated for it',
    contract: 'A.3 6',
    topic: 'missing',
    request: get('/topics/{topic}', { accept: V1 }),
    answers: { ...refused(404, 40403), type: V1 },
  },
  ...[undefined, '*/*', '', 'application/*', `${V2}; q=0.1`, `${JSON_TYPE}, ${V2}`, `text/html, */*;q=0.01`].map(
    (accept): Case => ({
      name: `Accept: ${accept === '' ? 'without a value' : (accept ?? 'left out')} is answered in V2`,
      contract: 'A.3',
      request: get('/brokers', accept === undefined ? {} : { accept }),
      answers: { status: 200, type: V2 },
    }),
  ),
  {
    name: 'the higher q of a client beats the order of the server',
    contract: 'A.3 2',
    request: get('/brokers', { accept: `${V2};q=0.5, ${V1};q=0.9` }),
    answers: { status: 200, type: V1 },
  },
  ...['text/html', '*/*;q=0', `${V2};q=0`, 'nonsense', 'application/vnd.kafka.v3+json'].map(
    (accept): Case => ({
      name: `Accept: ${accept} answers 406 without a Content-Type`,
      contract: 'A.3 5',
      request: get('/brokers', { accept }),
      answers: { ...refused(406, 406), type: null },
    }),
  ),
  {
    name: 'produce that could not be answered stores nothing: 406 comes first',
    contract: 'A.3 5',
    topic: {},
    request: onTopic(json2, { accept: JSON_TYPE }),
    answers: { ...refused(406, 406), type: null },
  },
  {
    name: 'Accept: V2 on a v3 route answers 406',
    contract: 'A.3 5',
    request: get('/v3/clusters', { accept: V2 }),
    answers: { ...refused(406, 406), type: null },
  },
  {
    name: 'v3 POST with another type than application/json answers 415',
    contract: 'A.4',
    request: post('/v3/clusters/x/topics', 'application/vnd.api+json', '{}'),
    answers: { ...refused(415, 415), type: JSON_TYPE },
  },
  {
    name: 'v3 DELETE without body and Content-Type reaches the handler',
    contract: 'A.4',
    request: send('DELETE', '/v3/clusters/x/topics/y'),
    answers: refused(404, 404),
  },
  {
    name: 'a Content-Type is looked at before the Accept',
    contract: 'A.3 1',
    request: onTopic('text/plain', { accept: 'text/html' }),
    answers: { ...refused(415, 415), type: JSON_TYPE },
  },
]
