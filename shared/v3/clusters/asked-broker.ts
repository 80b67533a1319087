import type { Call } from '../../http/call.ts'
import { NotFound } from '../../http/errors/request.ts'
import type { BrokerMetadata, ClusterMetadata } from '../../kafka/metadata.ts'

/** The broker that the path names. @throws NotFound  there is none, or its id is no number (contract A.5, C.3) */
export function askedBroker(call: Call, { brokers }: ClusterMetadata): BrokerMetadata {
  const id = call.intParam('broker')
  const found = brokers.find(({ node }) => node === id)
  if (!found) throw new NotFound(`Broker ${id} cannot be found.`)
  return found
}
