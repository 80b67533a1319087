import type { Operations } from '../../operation.ts'
import { collection, nullableRelated, related, resource } from '../../resource.ts'
import { array, boolean, integer, query, ref, string, whole } from '../../shape.ts'

const place = { cluster_id: string, topic_name: string, partition_id: whole }

/** Shapes of requests and answers, by name. */
export const partitionSchemas = {
  PartitionData: resource('KafkaPartition', {
    ...place,
    leader: nullableRelated,
    replicas: related,
    reassignment: related,
  }),
  PartitionDataList: collection('KafkaPartitionList', 'PartitionData'),
  PartitionWithOffsetsData: resource('KafkaPartitionWithOffsets', {
    ...place,
    earliest_offset: whole,
    latest_offset: whole,
  }),
  ReplicaData: resource('KafkaReplica', {
    ...place,
    broker_id: integer,
    is_leader: boolean,
    is_in_sync: boolean,
    broker: related,
  }),
  ReplicaDataList: collection('KafkaReplicaList', 'ReplicaData'),
  ReassignmentData: resource('KafkaReassignment', {
    ...place,
    adding_replicas: array(integer),
    removing_replicas: array(integer),
    replicas: related,
  }),
  ReassignmentDataList: collection('KafkaReassignmentList', 'ReassignmentData'),
}

export const partitionOperations: Operations = {
  'api.v3.partitions.list': { answer: ref('PartitionDataList') },
  'api.v3.partitions.get': { answer: ref('PartitionData') },
  'api.v3.partitions.list.offsets': {
    answer: ref('PartitionWithOffsetsData'),
    parameters: [query('offset_type', 'Only `earliest_and_latest`, which is meant when nothing is said.')],
  },
  'api.v3.replicas.list': { answer: ref('ReplicaDataList') },
  'api.v3.replicas.get': { answer: ref('ReplicaData') },
  'api.v3.replicas.search-by-broker': { answer: ref('ReplicaDataList') },
  'api.v3.partition-reassignments.list': { answer: ref('ReassignmentDataList') },
  'api.v3.partition-reassignments.search-by-topic': { answer: ref('ReassignmentDataList') },
  'api.v3.partition-reassignments.get': { answer: ref('ReassignmentData') },
}
