import type { Operation, Operations } from '../../operation.ts'
import { collection, resource } from '../../resource.ts'
import { array, boolean, integer, nullable, object, ref, string } from '../../shape.ts'

const SOURCES = [
  'DYNAMIC_CLUSTER_LINK_CONFIG',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'DYNAMIC_GROUP_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'UNKNOWN',
]

/** A config; what it belongs to is said before its name (contract C.4). */
function config(kind: string, owner: Record<string, object>): object {
  return resource(kind, {
    cluster_id: string,
    ...owner,
    name: string,
    value: nullable('string'),
    is_default: boolean,
    is_read_only: boolean,
    is_sensitive: boolean,
    source: ref('ConfigSource'),
    synonyms: array(ref('ConfigSynonym')),
  })
}

/** Shapes of requests and answers, by name. */
export const configSchemas = {
  ConfigSource: { enum: SOURCES },
  ConfigSynonym: object({ name: string, value: nullable('string'), source: ref('ConfigSource') }),
  TopicConfigData: config('KafkaTopicConfig', { topic_name: string }),
  TopicConfigDataList: collection('KafkaTopicConfigList', 'TopicConfigData'),
  BrokerConfigData: config('KafkaBrokerConfig', { broker_id: integer }),
  BrokerConfigDataList: collection('KafkaBrokerConfigList', 'BrokerConfigData'),
  ClusterConfigData: config('KafkaClusterConfig', { config_type: { const: 'BROKER' } }),
  ClusterConfigDataList: collection('KafkaClusterConfigList', 'ClusterConfigData'),
  UpdateConfigRequest: object({ value: nullable('string') }, []),
  ConfigChange: object(
    {
      name: string,
      value: nullable('string'),
      operation: { description: 'SET (which is meant when nothing is said) or DELETE.', type: ['string', 'null'] },
    },
    ['name'],
  ),
  AlterConfigsRequest: object({ data: array(ref('ConfigChange')), validate_only: nullable('boolean') }, ['data']),
  AlterTopicsConfigsRequest: object(
    {
      data: array(object({ topic_name: string, configs: array(ref('ConfigChange')) })),
      validate_only: nullable('boolean'),
    },
    ['data'],
  ),
  AlterTopicsConfigsFailures: object({
    failures: array(object({ topic_name: string, error_code: integer, message: string })),
  }),
}

/** The five operations that every kind of owner has. */
function ofOwner(name: string, schema: string): Record<string, Operation> {
  return {
    [`${name}.list`]: { answer: ref(`${schema}List`) },
    [`${name}.get`]: { answer: ref(schema) },
    [`${name}.update`]: { request: ref('UpdateConfigRequest') },
    [`${name}.alter`]: { request: ref('AlterConfigsRequest') },
  }
}

export const configOperations: Operations = {
  ...ofOwner('api.v3.topic-configs', 'TopicConfigData'),
  ...ofOwner('api.v3.broker-configs', 'BrokerConfigData'),
  ...ofOwner('api.v3.cluster-configs', 'ClusterConfigData'),
  'api.v3.topic-configs.list-all': { answer: ref('TopicConfigDataList') },
  'api.v3.topic-configs.list-default': { answer: ref('TopicConfigDataList') },
  'api.v3.topic-configs.alter-multi': {
    request: ref('AlterTopicsConfigsRequest'),
    others: { 207: ['Some topics’ configs were not changed, and why.', ref('AlterTopicsConfigsFailures')] },
  },
  'api.v3.brokers-configs.list': { answer: ref('BrokerConfigDataList') },
}
