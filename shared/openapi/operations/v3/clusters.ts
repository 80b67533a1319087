import type { Operations } from '../../operation.ts'
import { collection, nullableRelated, related, resource } from '../../resource.ts'
import { integer, nullable, ref, string } from '../../shape.ts'

/** Shapes of requests and answers, by name. */
export const clusterSchemas = {
  Cluster: resource('KafkaCluster', {
    cluster_id: string,
    controller: nullableRelated,
    acls: related,
    brokers: related,
    broker_configs: related,
    consumer_groups: related,
    topics: related,
    partition_reassignments: related,
  }),
  ClusterList: collection('KafkaClusterList', 'Cluster'),
  BrokerData: resource('KafkaBroker', {
    cluster_id: string,
    broker_id: integer,
    host: nullable('string'),
    port: nullable('integer'),
    rack: nullable('string'),
    configs: related,
    partition_replicas: related,
  }),
  BrokerDataList: collection('KafkaBrokerList', 'BrokerData'),
}

export const clusterOperations: Operations = {
  'api.v3.clusters.list': { answer: ref('ClusterList') },
  'api.v3.clusters.get': { answer: ref('Cluster') },
  'api.v3.brokers.list': { answer: ref('BrokerDataList') },
  'api.v3.brokers.get': { answer: ref('BrokerData') },
}
