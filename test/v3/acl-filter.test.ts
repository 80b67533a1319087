import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from '../../shared/http/call.ts'
import { BadRequest } from '../../shared/http/errors/request.ts'
import { searchFilter } from '../../shared/v3/acls/acl-filter.ts'

function callWith(query: Readonly<Record<string, string>>): Call {
  return { query: (name: string) => query[name] } as Call
}

for (const name of ['resource_name', 'principal', 'host']) {
  // A node server takes no URL of this length; on Lambda there is no such limit.
  test(`a ${name} longer than Kafka’s protocol takes is refused before it reaches a broker`, () => {
    throws(() => searchFilter(callWith({ [name]: 'é'.repeat(16_384) })), BadRequest)
    searchFilter(callWith({ [name]: 'é'.repeat(16_383) }))
  })
}

test('an empty text matches any', () => {
  equal(searchFilter(callWith({ host: '' })).host, null)
})
