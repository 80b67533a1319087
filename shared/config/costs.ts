import { list } from './parse.ts'
import type { Parse } from './setting.ts'

/** What requests cost, by the name of their operation or of its class (`api.v3.topics.*`), as `name=cost`. */
export const costs: Parse<ReadonlyMap<string, number>> = (text) => {
  const entries = list(text).map((entry) => {
    const [, name = '', cost] = /^([^=\s]+)\s*=\s*(\d{1,9})$/.exec(entry) ?? []
    if (cost === undefined) throw new Error(`'${entry}' is not operation=cost with a whole number, 0 or more`)
    return [name, Number(cost)] as const
  })
  return new Map(entries)
}
