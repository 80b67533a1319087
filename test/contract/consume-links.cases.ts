import { deepEqual, equal } from 'node:assert/strict'
import { type Call, type Case, get, json2, post } from './case.ts'
import { newGroup, V2, valuesOf } from './consumer.ts'

const create = (path: string, headers: Call['headers'] = {}) => post(path, V2, { name: 'a', format: 'json' }, headers)
const uriOf = ({ json }: { json: unknown }) => (json as { base_uri: string }).base_uri
const created = { status: 200, type: V2 } as const

/** `base_uri` behind a base path and reverse proxies: it must be what the client can reach. */
export function consumeLinks(basePath: string): readonly Case[] {
  return [
    {
      name: 'base_uri carries the base path and works',
      contract: 'E.2, users 1',
      topic: {},
      given: async () => ({ own: newGroup() }),
      request: create(`${basePath}/consumers/{own}`),
      answers: created,
      async afterwards({ send, values, topic }, answer) {
        const { pathname } = new URL(uriOf(answer))
        equal(pathname, `${basePath}/consumers/${values.own}/instances/a`)
        await send(post(`${pathname}/subscription`, V2, { topics: [topic] }))
        await send(get(`${pathname}/records?timeout=1`))
        await send(post(`${basePath}/topics/${topic}`, json2, { records: [{ value: 1 }] }))
        deepEqual(valuesOf(await send(get(`${pathname}/records?timeout=5000`, { accept: json2 }))), [1])
      },
    },
    ...(
      [
        [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'data.example.org' }, 'https://data.example.org'],
        [{ forwarded: 'for=1.2.3.4;host="proxy.example:8443";proto=https' }, 'https://proxy.example:8443'],
      ] as const
    ).map(
      ([headers, origin]): Case => ({
        name: `base_uri follows ${Object.keys(headers).join(' and ')}`,
        contract: 'E.2',
        given: async () => ({ own: newGroup('a/b c') }),
        request: ({ values }) => create(`${basePath}/consumers/${encodeURIComponent(values.own ?? '')}`, headers),
        answers: created,
        afterwards: ({ values }, answer) =>
          equal(uriOf(answer), `${origin}${basePath}/consumers/${encodeURIComponent(values.own ?? '')}/instances/a`),
      }),
    ),
  ]
}

export const publicUrl: readonly Case[] = [
  {
    name: 'base_uri is below public.url, whatever a request says',
    contract: 'E.2',
    given: async () => ({ own: newGroup() }),
    request: create('/kafka/consumers/{own}', { 'x-forwarded-host': 'elsewhere.example' }),
    answers: created,
    afterwards: ({ values }, answer) =>
      equal(uriOf(answer), `https://data.example.org/kafka/consumers/${values.own}/instances/a`),
  },
]
