import { type Broker, startBroker } from '../../infra/local/kafka/broker.ts'
import type { BrokerProperties } from '../../infra/local/kafka/properties.ts'
import { anyPort } from '../../infra/local/processes/ports.ts'
import { newFolder } from './folder.ts'
import { type PassThrough, startPassThrough } from './pass-through.ts'

/** A broker that every client reaches through a pass-through, as that is where it says it is. */
export interface BrokerBehind {
  readonly through: PassThrough
  /** Address of the pass-through. */
  readonly bootstrap: string
  stop(): Promise<void>
}

/** Starts one in a folder of its own. @param properties  on top of the usual */
export async function startBrokerBehind(properties: BrokerProperties = {}): Promise<BrokerBehind> {
  const port = await anyPort()
  const through = await startPassThrough(`127.0.0.1:${port}`)
  const advertised = { 'advertised.listeners': `PLAINTEXT://${through.address}` }
  const broker: Broker = await startBroker({
    dir: newFolder('kafka'),
    port,
    properties: { ...advertised, ...properties },
  })
  return {
    through,
    bootstrap: through.address,
    async stop() {
      await broker.stop(0)
      await through.close()
    },
  }
}
