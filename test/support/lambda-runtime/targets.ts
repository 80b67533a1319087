import type { Target, targets } from '../targets.ts'
import { type FunctionOptions, startFunction } from './function.ts'

/** The zip under AWS's own runtime client, two execution environments of it. */
export const buffered: typeof targets = {
  "the zip under Lambda's runtime client": (environment) => start('buffered', { environment: environment ?? {} }),
}

/** The same with response streaming. */
export const streaming: typeof targets = {
  "the zip under Lambda's runtime client, streaming": (environment) =>
    start('streaming', { environment: environment ?? {}, handler: 'stream.handler' }),
}

async function start(name: string, options: FunctionOptions): Promise<Target> {
  const lambda = await startFunction({ ...options, concurrency: 2 })
  return {
    name,
    fetch: (path, init) => lambda.fetch(path, init),
    close: () => lambda.close(),
  }
}
