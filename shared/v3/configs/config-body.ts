import type { Call } from '../../http/call.ts'
import type { ConfigOwner } from '../../kafka/admin/config-owner.ts'
import type { ConfigEntry } from '../../kafka/admin/describe-configs.ts'
import { resource } from '../resource.ts'

/** Where an owner's configs are, and what they are called (contract C.1, C.4). */
interface Place {
  readonly kind: string
  readonly path: string
  /** A config's name follows. */
  readonly resourceName: string
  readonly owner: object
}

/** The path of an owner's configs. */
export function configsPath(clusterId: string, owner: ConfigOwner): string {
  return placeOf(clusterId, owner).path
}

/** What a collection of an owner's configs is called. */
export function configsKind(owner: ConfigOwner): string {
  return `${placeOf('', owner).kind}List`
}

/** An owner's configs as version 3 shows them. */
export function* configBodies(
  call: Call,
  clusterId: string,
  owner: ConfigOwner,
  configs: readonly ConfigEntry[],
): Generator<object> {
  const place = placeOf(clusterId, owner)
  for (const config of configs) {
    yield {
      ...resource(call, place.kind, `${place.path}/${config.name}`, place.resourceName + config.name),
      cluster_id: clusterId,
      ...place.owner,
      name: config.name,
      value: config.value,
      is_default: config.source === 'DEFAULT_CONFIG',
      is_read_only: config.isReadOnly,
      is_sensitive: config.isSensitive,
      source: config.source,
      synonyms: config.synonyms,
    }
  }
}

function placeOf(clusterId: string, owner: ConfigOwner): Place {
  const cluster = `/v3/clusters/${clusterId}`
  switch (owner.type) {
    case 'topic':
      return {
        kind: 'KafkaTopicConfig',
        path: `${cluster}/topics/${owner.topic}/configs`,
        resourceName: `kafka=${clusterId}/topic=${owner.topic}/config=`,
        owner: { topic_name: owner.topic },
      }
    case 'broker':
      return {
        kind: 'KafkaBrokerConfig',
        path: `${cluster}/brokers/${owner.broker}/configs`,
        resourceName: `kafka=${clusterId}/broker=${owner.broker}/config=`,
        owner: { broker_id: owner.broker },
      }
    case 'brokers':
      return {
        kind: 'KafkaClusterConfig',
        path: `${cluster}/broker-configs`,
        resourceName: `kafka=${clusterId}/broker-config=`,
        owner: { config_type: 'BROKER' },
      }
  }
}
