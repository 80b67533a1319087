/**
 * Values as a program has them, apart from any text: null, booleans, strings; whole numbers as bigint, floating ones as
 * number; Buffer, arrays, objects; and {@link Branch} and {@link Logical}.
 */
export type Native =
  | null
  | boolean
  | string
  | bigint
  | number
  | Buffer
  | Branch
  | Logical
  | readonly Native[]
  | { readonly [name: string]: Native }

/** A value with the branch of the union that it is of, where the value alone does not say. */
export interface Branch {
  readonly branch: string
  readonly of: Native
}

/** A value of a logical type, as Python writes it down: `date` 2026-11-21, `decimal` -1.5. */
export interface Logical {
  readonly logical: 'date' | 'time' | 'datetime' | 'decimal' | 'uuid'
  readonly text: string
}

/** JSON that keeps types apart; python/native.py is the other end. */
export function toTagged(value: Native): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'bigint') return { $: 'int', v: String(value) }
  if (typeof value === 'number') return { $: 'float', v: Object.is(value, -0) ? '-0.0' : String(value) }
  if (Buffer.isBuffer(value)) return { $: 'bytes', v: value.toString('base64') }
  if (isList(value)) return value.map(toTagged)
  if (isBranch(value)) return { $: 'branch', v: [value.branch, toTagged(value.of)] }
  if (isLogical(value)) return { $: value.logical, v: value.text }
  return { $: 'map', v: Object.entries(value).map(([name, member]) => [name, toTagged(member)]) }
}

/** The value of a tagged form. Python does not say which branch of a union a value was. */
export function fromTagged(tagged: unknown): Native {
  if (Array.isArray(tagged)) return tagged.map(fromTagged)
  if (typeof tagged !== 'object' || tagged === null) return tagged as Native
  const { $: kind, v: content } = tagged as { $: string; v: string | [string, unknown][] }
  if (typeof content !== 'string') {
    return Object.fromEntries(content.map(([name, member]) => [name, fromTagged(member)]))
  }
  if (kind === 'int') return BigInt(content)
  if (kind === 'float') return Number(content.replace(/inf|nan/, (word) => (word === 'nan' ? 'NaN' : 'Infinity')))
  if (kind === 'bytes') return Buffer.from(content, 'base64')
  return { logical: kind as Logical['logical'], text: content }
}

/** The value without its branches. */
export function withoutBranches(value: Native): Native {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value
  if (isList(value)) return value.map(withoutBranches)
  if (isBranch(value)) return withoutBranches(value.of)
  if (isLogical(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutBranches(member)]))
}

function isList(value: Native): value is readonly Native[] {
  return Array.isArray(value)
}

function isBranch(value: object): value is Branch {
  return 'branch' in value && 'of' in value
}

function isLogical(value: object): value is Logical {
  return 'logical' in value && 'text' in value
}
