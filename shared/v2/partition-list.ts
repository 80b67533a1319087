import type { TopicPartition } from '../consume/instance.ts'
import { BadRequest, Unprocessable } from '../http/errors/request.ts'
import { ARRAY, INT32, type JsonObject, OBJECT, onlyFields, optional, STRING } from '../http/json.ts'
import { isTopicName } from '../kafka/topic-name.ts'

/**
 * Reads a list of objects that each name a partition, such as `[{"topic": "a", "partition": 0}]`.
 *
 * @param known  members an entry may have besides
 * @param read   makes the entry's value of its partition and members
 * @throws BadRequest, Unprocessable
 */
export function partitionList<T>(
  request: JsonObject,
  name: string,
  known: readonly string[],
  read: (partition: TopicPartition, entry: JsonObject) => T,
): T[] | undefined {
  const fields = new Set(['topic', 'partition', ...known])
  return optional(request, name, ARRAY)?.map((entry, index) => {
    if (!OBJECT.is(entry)) throw new BadRequest(`Bad Request: entry ${index} of '${name}' must be an object.`)
    onlyFields(entry, fields)
    const topic = optional(entry, 'topic', STRING)
    const partition = optional(entry, 'partition', INT32)
    if (!topic || partition === undefined || partition < 0) {
      throw new Unprocessable(`Entry ${index} of '${name}' must have a topic and a partition, 0 or more.`)
    }
    if (!isTopicName(topic))
      throw new Unprocessable(`${JSON.stringify(topic.slice(0, 300))} is not a valid topic name.`)
    return read({ topic, partition }, entry)
  })
}

/** A member that must be an offset: a whole number, 0 or more. @throws Unprocessable, BadRequest */
export function offsetOf(entry: JsonObject): bigint {
  const { offset } = entry
  if (offset === undefined || offset === null) throw new Unprocessable("An entry of 'offsets' has no offset.")
  if (!Number.isSafeInteger(offset)) throw new BadRequest("Bad Request: 'offset' must be a whole number.")
  if ((offset as number) < 0) throw new Unprocessable("'offset' must be 0 or more.")
  return BigInt(offset as number)
}
