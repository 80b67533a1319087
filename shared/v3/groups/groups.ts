import { liveMembers } from '../../consume/live-members.ts'
import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { describeGroups, type KeptGroup } from '../../kafka/groups/describe-groups.ts'
import { listGroups } from '../../kafka/groups/list-groups.ts'
import { askedCluster } from '../asked-cluster.ts'
import { collection, related, resource } from '../resource.ts'
import { type ConsumerGroup, groupInKafka, ownGroup } from './consumer-group.ts'
import { askedGroup } from './find-group.ts'
import { groupPlace } from './place.ts'

/** Groups that the store is asked for at a time. */
const AT_ONCE = 16

/**
 * `GET /v3/clusters/{cluster}/consumer-groups`: those that Kafka knows, contract C.8. A group of instances is among them once
 * it has committed something: the store finds groups by their names only.
 */
export async function list(call: Call, context: Context): Promise<Answer> {
  const { kafka, coordinators, policy } = context
  const { clusterId } = await askedCluster(call, kafka)
  const listed = await listGroups(kafka, call.deadline)
  const visible = listed.filter(({ group }) => policy.allows(call.identity, 'groups', undefined, group))
  const kept = await describeGroups(kafka, coordinators, visible, call.deadline)
  const data = (await withOwnMembers(kept, call, context))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((group) => groupBody(call, clusterId, group))
  const path = `/v3/clusters/${clusterId}/consumer-groups`
  return jsonAnswer(call, collection(call, 'KafkaConsumerGroupList', path, data))
}

/** `GET …/consumer-groups/{group}`: contract C.8. */
export async function get(call: Call, context: Context): Promise<Answer> {
  const group = await askedGroup(call, context)
  return jsonAnswer(call, groupBody(call, group.clusterId, group))
}

/** Groups without members in Kafka may have instances. */
async function withOwnMembers(kept: readonly KeptGroup[], call: Call, context: Context): Promise<ConsumerGroup[]> {
  const groups = kept.filter(({ members }) => members.length > 0).map(groupInKafka)
  const open = kept.filter(({ members }) => members.length === 0)
  if (open.length === 0) return groups
  const services = await context.consume()
  while (open.length > 0) {
    const some = open.splice(0, AT_ONCE).map(async (group) => {
      const own = await liveMembers(services, group.group, call.deadline)
      return own.length > 0 ? ownGroup(group.group, group, own, group.coordinator) : groupInKafka(group)
    })
    groups.push(...(await Promise.all(some)))
  }
  return groups
}

function groupBody(call: Call, clusterId: string, group: ConsumerGroup): object {
  const { path, crn } = groupPlace(clusterId, group.name)
  return {
    ...resource(call, 'KafkaConsumerGroup', path, crn),
    cluster_id: clusterId,
    consumer_group_id: group.name,
    is_simple: group.simple,
    partition_assignor: group.assignor,
    state: group.state,
    type: group.type,
    is_mixed_consumer_group: group.mixed,
    coordinator: related(call, `/v3/clusters/${clusterId}/brokers/${group.coordinator}`),
    consumers: related(call, `${path}/consumers`),
    lag_summary: related(call, `${path}/lag-summary`),
  }
}
