import { createAPI, type Reader, Writer } from '@platformatic/kafka'
import type { ApiVersions } from '../client.ts'
import { partitionsOf } from './consumer-assignment.ts'
import type { DescribedGroup, GroupMember } from './described-group.ts'

const DESCRIBE_GROUPS = 15

/**
 * The DescribeGroups API, version 5 (Kafka 2.4 and newer; from 6 on a group that does not exist is an error): groups of the
 * classic protocol, by their names.
 */
export const DESCRIBE_CLASSIC_GROUPS: ApiVersions<[readonly string[]], DescribedGroup[]> = [
  createAPI<[readonly string[]], DescribedGroup[]>(DESCRIBE_GROUPS, 5, createRequest, parseAnswer),
]

function createRequest(groups: readonly string[]): Writer {
  return Writer.create()
    .appendArray([...groups], (writer, group) => writer.appendString(group), true, false)
    .appendBoolean(false)
    .appendTaggedFields()
}

function parseAnswer(_correlationId: number, _apiKey: number, _apiVersion: number, reader: Reader): DescribedGroup[] {
  reader.readInt32()
  return reader.readArray(() => {
    const errorCode = reader.readInt16()
    const group = reader.readString()
    const state = reader.readString()
    const protocolType = reader.readString()
    const assignor = reader.readString()
    const members = reader.readArray(() => parseMember(reader))
    reader.readInt32()
    return {
      group,
      errorCode,
      errorMessage: null,
      type: 'classic',
      state,
      protocolType,
      assignor,
      mixed: false,
      members,
    }
  })
}

function parseMember(reader: Reader): GroupMember {
  const memberId = reader.readString()
  const instanceId = reader.readNullableString()
  const clientId = reader.readString()
  reader.readString()
  reader.readBytes()
  return { memberId, instanceId, clientId, partitions: partitionsOf(reader.readBytes()) }
}
