import type { RecordResult } from '../../shared/produce/producer.ts'
import { createEngine, type EngineOptions } from '../support/engine.ts'
import type { SentRecord } from '../support/fates.ts'
import { type Load, type LoadOptions, startLoad } from './load.ts'

/** What the process is asked, a message each; it answers each with one message. */
export type Question =
  | { readonly ask: 'start'; readonly options: EngineOptions }
  | { readonly ask: 'produce'; readonly topic: string; readonly value: string; readonly patienceMs: number }
  | { readonly ask: 'load'; readonly topic: string; readonly options: LoadOptions }
  | { readonly ask: 'stop load' }

export interface Answer {
  readonly results?: readonly RecordResult[]
  readonly tookMs?: number
  readonly sent?: readonly SentRecord[]
}

/** An engine in a process of its own, which can be frozen. */
let engine: ReturnType<typeof createEngine> | undefined
let load: Load | undefined

async function answer(question: Question): Promise<Answer> {
  if (question.ask === 'start') {
    engine = createEngine(question.options)
    return {}
  }
  if (!engine) throw new Error('The engine has not been started.')
  if (question.ask === 'produce') {
    const begun = performance.now()
    const record = { key: null, value: Buffer.from(question.value) }
    const results = await engine.produce(question.topic, [record], Date.now() + question.patienceMs)
    return { results, tookMs: performance.now() - begun }
  }
  if (question.ask === 'load') {
    load = startLoad(engine, question.topic, question.options)
    await load.stored(50)
    return {}
  }
  await load?.stored(50)
  await load?.stop()
  return { sent: load?.sent ?? [] }
}

process.on('message', async (question: Question) => {
  process.send?.(await answer(question))
})
process.on('disconnect', () => process.exit())
