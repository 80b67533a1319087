import type { Operations } from '../../operation.ts'
import { collection, nullableRelated, related, resource } from '../../resource.ts'
import { ref, string } from '../../shape.ts'

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
}

export const clusterOperations: Operations = {
  'api.v3.clusters.list': { answer: ref('ClusterList') },
  'api.v3.clusters.get': { answer: ref('Cluster') },
}
