import { startBroker } from '../../../infra/local/kafka/broker.ts'
import { clearGround } from './ground.ts'
import type { Parts, Stage } from './stage.ts'
import { startSubjects } from './subjects.ts'
import { openTopics } from './topic.ts'

/** What is there where little is measured. */
export interface LeanStage extends Pick<Stage, 'topic' | 'proxy' | 'echo' | 'engine' | 'close'> {
  readonly parts: Pick<Parts, 'kafka' | 'broker' | 'proxy'>
}

/**
 * Starts a broker as tests have it, quick to start, and those that are measured on every stage; consumers' state is in the
 * proxy's memory.
 *
 * @param dir  everything is kept in there; what a run that was killed left behind is ended and removed first
 * @throws Error  one of them did not start; none is left running
 */
export async function openLeanStage(dir: string, say: (line: string) => void, signal: AbortSignal): Promise<LeanStage> {
  const { closers, close } = await clearGround(dir)
  try {
    const broker = await startBroker({ dir: `${dir}/kafka`, progress: { say, signal } })
    closers.push(() => broker.stop())
    const kafka = broker.bootstrap
    const topics = openTopics(kafka)
    closers.push(topics.close)
    const topic = await topics.create('bench')
    const settings = { KAFKA_REST_CONSUMER_STORE: 'memory' }
    const { proxy, echo, engine } = await startSubjects({
      ...{ dir, kafka, broker: broker.pid, topic: topic.name, settings, profile: false, signal, closers },
    })
    return { topic: topic.name, proxy: proxy.load, echo, engine, parts: { kafka, broker, proxy: proxy.server }, close }
  } catch (error) {
    await close()
    throw error
  }
}
