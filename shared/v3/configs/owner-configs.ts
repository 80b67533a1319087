import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer, textAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { NotFound } from '../../http/errors/request.ts'
import type { Handler } from '../../http/route.ts'
import { alterConfigs, type ConfigChange } from '../../kafka/admin/alter-configs.ts'
import type { ConfigOwner } from '../../kafka/admin/config-owner.ts'
import { type ConfigEntry, describeConfigs } from '../../kafka/admin/describe-configs.ts'
import type { KafkaClient } from '../../kafka/client.ts'
import type { ClusterMetadata } from '../../kafka/metadata.ts'
import { askedCluster } from '../asked-cluster.ts'
import { collectionText, rowsText } from '../resource.ts'
import { parseAlterRequest, parseConfigValue } from './alter-request.ts'
import { configBodies, configsKind, configsPath } from './config-body.ts'
import { configText } from './config-text.ts'

/** The five operations that every kind of owner has (contract C.4). */
export interface OwnerConfigs {
  readonly list: Handler
  readonly get: Handler
  readonly update: Handler
  readonly reset: Handler
  readonly alter: Handler
}

const DONE: Answer = { status: 204, headers: {}, body: null }

/**
 * Makes the operations on the configs of one kind of owner.
 *
 * @param ownerOf  the path's owner. @throws NotFound
 * @param named    whether Kafka tells every config there is, so that one it does not tell cannot be changed (404)
 */
export function ownerConfigs(
  ownerOf: (call: Call, cluster: ClusterMetadata) => ConfigOwner,
  named: boolean,
): OwnerConfigs {
  async function change(
    call: Call,
    { kafka }: Context,
    owner: ConfigOwner,
    changes: readonly ConfigChange[],
    validateOnly = false,
  ): Promise<Answer> {
    if (named) await requireNames(kafka, owner, changes, call.deadline)
    await alterConfigs(kafka, owner, changes, validateOnly, call.deadline)
    return DONE
  }

  return {
    async list(call, { kafka }) {
      const cluster = await askedCluster(call, kafka)
      const owner = ownerOf(call, cluster)
      const configs = await describeConfigs(kafka, owner, call.deadline)
      const rows = rowsText(configBodies(call, cluster.clusterId, owner, configs))
      return textAnswer(call, collectionText(call, configsKind(owner), configsPath(cluster.clusterId, owner), rows))
    },
    async get(call, { kafka }) {
      const cluster = await askedCluster(call, kafka)
      const owner = ownerOf(call, cluster)
      const config = find(await describeConfigs(kafka, owner, call.deadline), call.param('name'))
      const [body] = configBodies(call, cluster.clusterId, owner, [config])
      return jsonAnswer(call, body)
    },
    async update(call, context) {
      const body = await call.body()
      const owner = ownerOf(call, await askedCluster(call, context.kafka))
      const name = configText(call.param('name'))
      return change(call, context, owner, [{ name, value: parseConfigValue(body), operation: 'SET' }])
    },
    async reset(call, context) {
      const owner = ownerOf(call, await askedCluster(call, context.kafka))
      const name = configText(call.param('name'))
      return change(call, context, owner, [{ name, value: null, operation: 'DELETE' }])
    },
    async alter(call, context) {
      const body = await call.body()
      const owner = ownerOf(call, await askedCluster(call, context.kafka))
      const { changes, validateOnly } = parseAlterRequest(body)
      return change(call, context, owner, changes, validateOnly)
    },
  }
}

async function requireNames(
  kafka: KafkaClient,
  owner: ConfigOwner,
  changes: readonly ConfigChange[],
  deadline: number,
): Promise<void> {
  const configs = await describeConfigs(kafka, owner, deadline, false)
  for (const { name } of changes) find(configs, name)
}

/** @throws NotFound */
export function find(configs: readonly ConfigEntry[], name: string): ConfigEntry {
  const found = configs.find((config) => config.name === name)
  if (!found) throw new NotFound(`Config ${name.slice(0, 249)} cannot be found.`)
  return found
}
