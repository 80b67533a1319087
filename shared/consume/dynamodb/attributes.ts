import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** An item as DynamoDB's protocol has it. */
export type Item = Record<string, AttributeValue>

/** @throws Error  the attribute is not there, or not a string */
export function text(item: Item, name: string): string {
  return item[name]?.S ?? unreadable(item, name)
}

/** @throws Error  the attribute is not there, or not a number */
export function number(item: Item, name: string): number {
  return Number(item[name]?.N ?? unreadable(item, name))
}

/** @throws Error  the attribute is not there, or not binary */
export function bytes(item: Item, name: string): Uint8Array {
  return item[name]?.B ?? unreadable(item, name)
}

/** @throws Error  the attribute is not there, or not a map */
export function map(item: Item, name: string): Item {
  return item[name]?.M ?? unreadable(item, name)
}

/** Values that this module's owner wrote as JSON; their type is the writer's word. */
export function json<Value>(item: Item, name: string): Value {
  return JSON.parse(text(item, name)) as Value
}

export function toNumber(value: number): AttributeValue {
  return { N: String(value) }
}

export function toJson(value: unknown): AttributeValue {
  return { S: JSON.stringify(value) }
}

function unreadable(item: Item, name: string): never {
  throw new Error(`The item ${item.sk?.S} has no usable '${name}': this version of the proxy did not write it.`)
}
