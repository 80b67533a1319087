import { liveMembers } from '../../consume/live-members.ts'
import type { Context } from '../../context.ts'
import type { Call } from '../../http/call.ts'
import { NotFound } from '../../http/errors/request.ts'
import { describeGroup } from '../../kafka/groups/describe-group.ts'
import { askedCluster } from '../asked-cluster.ts'
import { type Consumer, type ConsumerGroup, groupInKafka, ownGroup } from './consumer-group.ts'

/** A group and the cluster it is in. */
export interface AskedGroup extends ConsumerGroup {
  readonly clusterId: string
}

/**
 * The group that the path names. Kafka is asked first; only where it knows of no member, the store may know instances.
 *
 * @throws NotFound  Kafka has neither members nor offsets of it, and no instance shares its partitions; or another cluster
 */
export async function askedGroup(call: Call, context: Context): Promise<AskedGroup> {
  const { kafka, coordinators } = context
  const name = call.param('group')
  const { clusterId } = await askedCluster(call, kafka)
  const kept = await describeGroup(coordinators, name, call.deadline)
  const own = kept && kept.members.length > 0 ? [] : await liveMembers(await context.consume(), name, call.deadline)
  if (!kept && own.length === 0) throw new NotFound(`Consumer group ${name} could not be found.`)
  const coordinator = await coordinators.nodeOf(name, call.deadline)
  const group =
    own.length > 0 || !kept ? ownGroup(name, kept, own, coordinator) : groupInKafka({ ...kept, coordinator })
  return { ...group, clusterId }
}

/** The consumer that the path names. @throws NotFound  the group has none of this id, or there is no such group */
export async function askedConsumer(
  call: Call,
  context: Context,
): Promise<{ readonly group: AskedGroup; readonly consumer: Consumer }> {
  const group = await askedGroup(call, context)
  const consumer = group.consumers.find(({ id }) => id === call.param('consumer'))
  if (!consumer) throw new NotFound(`Consumer ${call.param('consumer')} could not be found.`)
  return { group, consumer }
}
