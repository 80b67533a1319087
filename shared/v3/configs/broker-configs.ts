import { askedBroker } from '../clusters/asked-broker.ts'
import { ownerConfigs } from './owner-configs.ts'

/** `…/brokers/{broker}/configs`: contract C.4. */
export const { list, get, update, reset, alter } = ownerConfigs(
  (call, cluster) => ({ type: 'broker', broker: askedBroker(call, cluster).node }),
  true,
)
