import {
  incrementalAlterConfigsV0,
  incrementalAlterConfigsV1,
  IncrementalAlterConfigOperationTypes as Operation,
} from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'
import { type ConfigOwner, callFor, keyOf, resourceOf } from './config-owner.ts'

/** One config to set, or to put back to what holds without it. */
export interface ConfigChange {
  readonly name: string
  readonly value: string | null
  readonly operation: 'SET' | 'DELETE'
}

/** What is to become of one owner's configs: all of it or nothing. */
export interface OwnerChanges<Owner extends ConfigOwner = ConfigOwner> {
  readonly owner: Owner
  readonly changes: readonly ConfigChange[]
}

// The newer one writes null, too, though its type does not say so: that no value is none is for Kafka to refuse.
const VERSIONS = [incrementalAlterConfigsV1.api as typeof incrementalAlterConfigsV0.api, incrementalAlterConfigsV0.api]

/**
 * Changes an owner's configs and leaves its others as they are (KIP-339).
 *
 * @throws KafkaError  the cluster's refusal, with its own message; nothing has changed
 */
export async function alterConfigs(
  client: KafkaClient,
  owner: ConfigOwner,
  changes: readonly ConfigChange[],
  validateOnly: boolean,
  deadline: number,
): Promise<void> {
  const [refusal] = await alterConfigsOf(client, [{ owner, changes }], validateOnly, deadline)
  if (refusal) throw refusal
}

/**
 * The same for several owners at once: topics, or a single broker.
 *
 * @returns for each owner why its configs are as they were, or `undefined` where they have been changed
 */
export async function alterConfigsOf(
  client: KafkaClient,
  wanted: readonly OwnerChanges[],
  validateOnly: boolean,
  deadline: number,
): Promise<readonly (KafkaError | undefined)[]> {
  const resources = wanted.map(({ owner, changes }) => ({
    ...resourceOf(owner),
    configs: changes.map(({ name, value, operation }) => ({
      name,
      configOperation: Operation[operation],
      value: operation === 'SET' ? value : null,
    })),
  }))
  const answer = await callFor(client, wanted[0]?.owner, VERSIONS, [resources, validateOnly], deadline)
  const results = new Map(answer.responses.map((result) => [keyOf(result), result]))
  return wanted.map(({ owner }) => {
    const result = results.get(keyOf(resourceOf(owner)))
    return result?.errorCode === 0 ? undefined : new KafkaError(result?.errorCode ?? -1, result?.errorMessage)
  })
}
