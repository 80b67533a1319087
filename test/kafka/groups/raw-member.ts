import { joinGroupV9, syncGroupV5 } from '@platformatic/kafka'
import type { KafkaClient } from '../../../shared/kafka/client.ts'
import { createCoordinators } from '../../../shared/kafka/groups/coordinator.ts'
import { soon } from './open.ts'

const MEMBER_ID_REQUIRED = 79
const SESSION_MS = 30_000
/** A subscription to nothing; over bytes that are none the coordinator falls silent. */
const NO_TOPICS = Buffer.from([0, 0, 0, 0, 0, 0, 255, 255, 255, 255])

/** Makes somebody the only member of a classic group, by single calls: what it is given can be any bytes. */
export async function joinRaw(
  client: KafkaClient,
  group: string,
  protocolType: string,
  assignment: Buffer,
): Promise<void> {
  const coordinators = createCoordinators(client)
  const call = async (memberId: string) => {
    const protocols = [{ name: 'own', metadata: NO_TOPICS }]
    const args: joinGroupV9.JoinGroupRequest = [group, SESSION_MS, SESSION_MS, memberId, null, protocolType, protocols]
    return coordinators.call(group, [joinGroupV9.api], args, ({ errorCode }) => [errorCode], soon())
  }
  const first = await call('')
  const joined = first.errorCode === MEMBER_ID_REQUIRED ? await call(first.memberId) : first
  const { generationId, memberId } = joined
  const given = [{ memberId, assignment }]
  const args: syncGroupV5.SyncGroupRequest = [group, generationId, memberId, null, protocolType, 'own', given]
  const synced = await coordinators.call(group, [syncGroupV5.api], args, ({ errorCode }) => [errorCode], soon())
  if (joined.errorCode !== 0 || synced.errorCode !== 0)
    throw new Error(`Not joined: ${joined.errorCode}, ${synced.errorCode}.`)
}
