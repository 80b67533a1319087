import { join } from 'node:path'
import type { Progress } from '../processes/progress.ts'
import { download } from './download.ts'
import { maven } from './maven.ts'

/** The registry of the local stack. */
export const apicurioVersion = '3.3.3'

/** The folder of Apicurio Registry (quarkus-run.jar and what it loads), from Maven Central by way of mvn. */
export async function apicurioFolder(progress: Progress): Promise<string> {
  const folder = await download(
    `apicurio-${apicurioVersion}`,
    `Apicurio Registry ${apicurioVersion} (158 MB)`,
    progress,
    (temp) => {
      const artifact = `io.apicurio:apicurio-registry-app:${apicurioVersion}:tar.gz:all`
      return maven('unpack', temp, [], [`-Dartifact=${artifact}`, `-DoutputDirectory=${join(temp, 'app')}`], progress)
    },
  )
  return join(folder, 'app')
}
