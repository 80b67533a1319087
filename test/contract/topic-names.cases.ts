import { deepEqual } from 'node:assert/strict'
import { JSON_TYPE, V2 } from '../../shared/http/media-types.ts'
import { stack } from '../support/stack.ts'
import { avro2, type Case, get, json2, post, refused, stored } from './case.ts'

const record = { records: [{ value: 1 }] }
const legal = /^[\w.-]$/

/** Characters that cannot be in a topic's name; a slash and a backslash only percent-encoded, as they part segments. */
const strange = [
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((each) => !legal.test(each)),
  '\u0000',
  '\n',
  '\r',
  '\u007f',
  'é',
  '世',
  '😀',
  '\u202e',
]

const names: readonly string[] = [
  ...strange.map((each) => `a${encodeURIComponent(each).replaceAll(/[!'()*]/g, escaped)}b`),
  ...['a!b', "a'b", 'a(b)', 'a*b', 'a:b', 'a@b', 'a$b', 'a&b', 'a+b', 'a,b', 'a;b', 'a=b', 'a~b'],
  'a%ffb',
  'a%b',
  'a%zzb',
  'a%e2%82b',
  '%2f',
  '%00',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f',
  'a'.repeat(250),
  '%61'.repeat(250),
  'a'.repeat(5000),
]

/** Schema registries must not learn of subjects for names that no topic can have. */
async function subjectsOf(part: string): Promise<string[]> {
  const response = await fetch(`${stack.registry}/subjects`)
  return ((await response.json()) as string[]).filter((subject) => subject.includes(part))
}

export const topicNames: readonly Case[] = [
  ...names.flatMap((name): Case[] => [
    {
      name: `GET of the topic ${shortened(name)} answers 404 with 40403`,
      contract: 'B.2',
      request: get(`/topics/${name}`),
      answers: refused(404, 40403),
    },
    {
      name: `produce to the topic ${shortened(name)} answers 200 with an entry of 50002`,
      contract: 'B.3',
      request: post(`/topics/${name}`, json2, record),
      answers: stored([50002]),
    },
  ]),
  ...['.', '%2e'].map(
    (name): Case => ({
      name: `who sends /topics/${name}/partitions asks for /topics/partitions (RFC 3986, 5.2.4)`,
      contract: 'A.5',
      request: get(`/topics/${name}/partitions`),
      answers: { ...refused(404, 40403), type: V2 },
    }),
  ),
  ...['..', '%2E%2e'].map(
    (name): Case => ({
      name: `who sends /topics/${name}/partitions asks for /partitions (RFC 3986, 5.2.4)`,
      contract: 'A.5',
      request: get(`/topics/${name}/partitions`),
      answers: { ...refused(404, 404), type: JSON_TYPE },
    }),
  ),
  ...['a'.repeat(249), '-', '_', 'a.b_c-D9', '%61%62c', '...'].map(
    (name): Case => ({
      name: `the topic ${shortened(name)} could exist: 40403`,
      contract: 'B.2',
      request: get(`/topics/${name}`),
      answers: refused(404, 40403),
    }),
  ),
  {
    name: 'a letter may be percent-encoded',
    contract: 'A.5',
    topic: {},
    request: ({ topic }) => post(`/topics/%${topic.charCodeAt(0).toString(16)}${topic.slice(1)}`, json2, record),
    answers: stored([[0, 0]]),
  },
  {
    name: 'a name that no topic can have leaves no subject in the registry',
    contract: 'B.3',
    given: async ({ topic }) => ({ strange: `no topic ${topic}` }),
    request: post('/topics/{strange}', avro2, { value_schema: '"int"', records: [{ value: 1 }, { value: 2 }] }),
    answers: stored([50002, 50002]),
    async afterwards({ values }) {
      deepEqual(await subjectsOf(values.strange ?? ''), [])
    },
  },
  {
    name: 'a body that is wrong is refused whatever the topic’s name is',
    contract: 'B.3',
    request: post('/topics/strange%20name', json2, '{"records": [{"value": 1, "x": 1}]}'),
    answers: refused(422, 422),
  },
]

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`
}

function shortened(name: string): string {
  return name.length < 60 ? name : `${name.slice(0, 12)}… of ${name.length} characters`
}
