import { ownerConfigs } from './owner-configs.ts'

/** `…/broker-configs`, what has been set for all brokers at once: contract C.4. */
export const { list, get, update, reset, alter } = ownerConfigs(() => ({ type: 'brokers' }), false)
