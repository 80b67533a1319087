import type { Operations } from '../../operation.ts'
import { collection, related, resource } from '../../resource.ts'
import { array, boolean, integer, nullable, object, query, ref, string } from '../../shape.ts'

const authorized = 'Whether to say what this proxy’s principal may do to the topic (KIP-430).'

/** Shapes of requests and answers, by name. */
export const topicSchemas = {
  CreateTopicRequest: object(
    {
      topic_name: string,
      partitions_count: { type: ['integer', 'null'], minimum: 1 },
      replication_factor: { type: ['integer', 'null'], minimum: 1 },
      replicas_assignments: {
        description: 'Partition to broker ids; an array of {partition_id, broker_ids} is read as well.',
        type: ['object', 'array', 'null'],
      },
      configs: { type: ['array', 'null'], items: object({ name: string, value: nullable('string') }, ['name']) },
      validate_only: nullable('boolean'),
    },
    ['topic_name'],
  ),
  UpdateTopicRequest: object({ partitions_count: integer }),
  TopicData: resource('KafkaTopic', {
    cluster_id: string,
    topic_name: string,
    is_internal: boolean,
    replication_factor: integer,
    partitions_count: integer,
    partitions: related,
    configs: related,
    partition_reassignments: related,
    authorized_operations: array(string),
  }),
  TopicDataList: collection('KafkaTopicList', 'TopicData'),
}

export const topicOperations: Operations = {
  'api.v3.topics.list': {
    answer: ref('TopicDataList'),
    parameters: [query('includeAuthorizedOperations', authorized, boolean)],
  },
  'api.v3.topics.create': {
    request: ref('CreateTopicRequest'),
    answer: ref('TopicData'),
    others: { 200: ['Nothing was created: `validate_only`.', ref('TopicData')] },
  },
  'api.v3.topics.get': {
    answer: ref('TopicData'),
    parameters: [query('include_authorized_operations', authorized, boolean)],
  },
  'api.v3.topics.partitions': { request: ref('UpdateTopicRequest'), answer: ref('TopicData') },
}
