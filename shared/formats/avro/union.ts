import { expected, inside, Mismatch } from '../mismatch.ts'
import type { UnionType } from './types.ts'
import { writeVarint } from './varint.ts'
import type { Write } from './write.ts'

const maxListed = 8

/**
 * Avro's JSON encoding of a union: null as it is, anything else as an object whose one key names the branch,
 * `{"string": "x"}`, `{"org.example.Point": {…}}`.
 */
export function unionWriter(type: UnionType, branches: readonly Write[]): Write {
  const indexes = new Map(type.branches.map((branch, index) => [branch.label, index]))
  const nullIndex = indexes.get('null')
  indexes.delete('null')
  const what = listed(type)
  return (sink, datum) => {
    if (datum === null && nullIndex !== undefined) {
      writeVarint(sink, nullIndex)
      return
    }
    if (typeof datum !== 'object' || datum === null) throw expected(what, datum)
    let index: number | undefined
    let branch = ''
    let keys = 0
    for (const key in datum) {
      index = indexes.get(key)
      branch = key
      keys++
    }
    if (index === undefined || keys !== 1) throw unfit(what, datum)
    writeVarint(sink, index)
    try {
      const write = branches[index] as Write
      write(sink, (datum as Readonly<Record<string, unknown>>)[branch])
    } catch (error) {
      throw inside(branch, error)
    }
  }
}

function unfit(what: string, datum: object): Mismatch {
  const keys = Array.isArray(datum) ? [] : Object.keys(datum)
  return keys.length === 1
    ? new Mismatch(`expected ${what}, found {${JSON.stringify(keys[0])}: …}`)
    : expected(what, datum)
}

function listed(type: UnionType): string {
  const forms = type.branches.map(({ label }) => (label === 'null' ? 'null' : `{"${label}": …}`))
  const some = forms.slice(0, maxListed).join(' or ')
  return forms.length > maxListed ? `${some} or one of ${forms.length - maxListed} more` : some
}
