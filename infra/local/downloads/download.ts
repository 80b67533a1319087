import { cacheFolder, fetched } from '../boot/cache.mjs'
import type { Progress } from '../processes/progress.ts'

/**
 * The cache folder of something that is downloaded once per machine, with a line before and after.
 *
 * @param name  folder in the cache; holds the version, so that another version is another download
 * @param what  for the reader: `Apache Kafka 4.1.1 (43 MB)`
 */
export function download(
  name: string,
  what: string,
  progress: Progress,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const waiting = () => progress.say(`Another command is getting ${what}: waiting for it …`)
  const told = async (folder: string) => {
    const begun = Date.now()
    progress.say(`Getting ${what}, once …`)
    await make(folder)
    progress.say(`Got ${what} in ${((Date.now() - begun) / 1000).toFixed(1)} s`)
  }
  return fetched(cacheFolder(), name, told, { waiting, ...(progress.signal && { signal: progress.signal }) })
}
