import { eachElement, eachMember, skipBlanks } from '../http/json-spans.ts'

/**
 * Where the keys and values of a produce request's records stand in its body.
 *
 * @param body   a produce request that has been parsed and found right
 * @param count  how many records it holds
 * @returns four positions a record: key from, key to, value from, value to; from = to for an absent one
 */
export function locateRecords(body: string, count: number): Int32Array {
  const spans = new Int32Array(count * 4)
  let recordsAt = 0
  // Of members with the same name the last one counts, here as in JSON.parse.
  eachMember(body, skipBlanks(body, 0), (name, start) => {
    if (name === 'records') recordsAt = start
  })
  eachElement(body, recordsAt, (record, start) =>
    eachMember(body, start, (name, from, to) => {
      if (name !== 'key' && name !== 'value') return
      const at = record * 4 + (name === 'key' ? 0 : 2)
      spans[at] = from
      spans[at + 1] = to
    }),
  )
  return spans
}
