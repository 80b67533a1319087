import type { Operations } from '../../operation.ts'
import { collection, related, resource } from '../../resource.ts'
import { boolean, nullable, ref, string, whole } from '../../shape.ts'

const group = { cluster_id: string, consumer_group_id: string }
const states = [
  'UNKNOWN',
  'PREPARING_REBALANCE',
  'COMPLETING_REBALANCE',
  'ASSIGNING',
  'RECONCILING',
  'STABLE',
  'DEAD',
  'EMPTY',
]

/** Shapes of answers, by name. */
export const groupSchemas = {
  ConsumerGroupData: resource('KafkaConsumerGroup', {
    ...group,
    is_simple: boolean,
    partition_assignor: string,
    state: { enum: states },
    type: { enum: ['CLASSIC', 'CONSUMER'] },
    is_mixed_consumer_group: boolean,
    coordinator: related,
    consumers: related,
    lag_summary: related,
  }),
  ConsumerGroupDataList: collection('KafkaConsumerGroupList', 'ConsumerGroupData'),
  ConsumerData: resource('KafkaConsumer', {
    ...group,
    consumer_id: string,
    instance_id: nullable('string'),
    client_id: string,
    assignments: related,
  }),
  ConsumerDataList: collection('KafkaConsumerList', 'ConsumerData'),
  ConsumerAssignmentData: resource('KafkaConsumerAssignment', {
    ...group,
    consumer_id: string,
    topic_name: string,
    partition_id: whole,
    partition: related,
    lag: related,
  }),
  ConsumerAssignmentDataList: collection('KafkaConsumerAssignmentList', 'ConsumerAssignmentData'),
  ConsumerLagData: resource('KafkaConsumerLag', {
    ...group,
    topic_name: string,
    partition_id: whole,
    consumer_id: { ...string, description: 'Empty for a partition that nobody has.' },
    instance_id: nullable('string'),
    client_id: string,
    current_offset: whole,
    log_end_offset: whole,
    lag: whole,
  }),
  ConsumerLagDataList: collection('KafkaConsumerLagList', 'ConsumerLagData'),
  ConsumerGroupLagSummaryData: resource('KafkaConsumerGroupLagSummary', {
    ...group,
    max_lag_consumer_id: string,
    max_lag_instance_id: nullable('string'),
    max_lag_client_id: string,
    max_lag_topic_name: string,
    max_lag_partition_id: whole,
    max_lag: whole,
    total_lag: whole,
    max_lag_consumer: related,
    max_lag_partition: related,
  }),
}

export const groupOperations: Operations = {
  'api.v3.consumer-groups.list': { answer: ref('ConsumerGroupDataList') },
  'api.v3.consumer-groups.get': { answer: ref('ConsumerGroupData') },
  'api.v3.consumers.list': { answer: ref('ConsumerDataList') },
  'api.v3.consumers.get': { answer: ref('ConsumerData') },
  'api.v3.consumer-assignments.list': { answer: ref('ConsumerAssignmentDataList') },
  'api.v3.consumer-assignments.get': { answer: ref('ConsumerAssignmentData') },
  'api.v3.consumer-lags.list': { answer: ref('ConsumerLagDataList') },
  'api.v3.consumer-lags.get': { answer: ref('ConsumerLagData') },
  'api.v3.consumer-group-lag-summary.get': { answer: ref('ConsumerGroupLagSummaryData') },
}
