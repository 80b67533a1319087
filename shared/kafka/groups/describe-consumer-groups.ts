import { createAPI, type Reader, Writer } from '@platformatic/kafka'
import type { ApiVersions } from '../client.ts'
import type { DescribedGroup, GroupMember } from './described-group.ts'
import type { Partition } from './partitions.ts'

const CONSUMER_GROUP_DESCRIBE = 69
const CLASSIC_MEMBER = 0

/**
 * The ConsumerGroupDescribe API (KIP-848), versions 0 and 1: groups of the consumer protocol, by their names. Version 1
 * (Kafka 4.0 and newer) says which members still speak the classic protocol. Our own encoding, as the library has version 0
 * alone.
 */
export const DESCRIBE_CONSUMER_GROUPS: ApiVersions<[readonly string[]], DescribedGroup[]> = [1, 0].map((version) =>
  createAPI<[readonly string[]], DescribedGroup[]>(CONSUMER_GROUP_DESCRIBE, version, createRequest, parseAnswer),
)

function createRequest(groups: readonly string[]): Writer {
  return Writer.create()
    .appendArray([...groups], (writer, group) => writer.appendString(group), true, false)
    .appendBoolean(false)
    .appendTaggedFields()
}

function parseAnswer(_correlationId: number, _apiKey: number, apiVersion: number, reader: Reader): DescribedGroup[] {
  reader.readInt32()
  return reader.readArray(() => {
    const errorCode = reader.readInt16()
    const errorMessage = reader.readNullableString()
    const group = reader.readString()
    const state = reader.readString()
    reader.readInt32()
    reader.readInt32()
    const assignor = reader.readString()
    const members = reader.readArray(() => parseMember(reader, apiVersion))
    reader.readInt32()
    const classic = members.filter(({ type }) => type === CLASSIC_MEMBER).length
    const mixed = classic > 0 && classic < members.length
    return {
      group,
      errorCode,
      errorMessage,
      type: 'consumer',
      state,
      protocolType: 'consumer',
      assignor,
      mixed,
      members,
    }
  })
}

function parseMember(reader: Reader, apiVersion: number): GroupMember & { readonly type: number | undefined } {
  const memberId = reader.readString()
  const instanceId = reader.readNullableString()
  reader.readNullableString()
  reader.readInt32()
  const clientId = reader.readString()
  reader.readString()
  reader.readArray(() => reader.readString(), true, false)
  reader.readNullableString()
  const partitions = parseAssignment(reader)
  // Where the partitions are to go; a member reads those that it has.
  parseAssignment(reader)
  const type = apiVersion >= 1 ? reader.readInt8() : undefined
  return { memberId, instanceId, clientId, partitions, type }
}

function parseAssignment(reader: Reader): Partition[] {
  const topics = reader.readArray(() => {
    reader.readUUID()
    const topic = reader.readString()
    return reader.readArray(() => ({ topic, partition: reader.readInt32() }), true, false)
  })
  reader.readTaggedFields()
  return topics.flat()
}
