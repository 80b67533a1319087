import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { MOST_EAGER_BYTES, MOST_ZIP_BYTES } from './bundle/budgets.ts'
import { ARCHIVE, buildLambda, OUTPUT } from './bundle/build.ts'
import { measureColdStart } from './bundle/cold-start.ts'
import { buildServer, SERVER_ARCHIVE } from './bundle/server.ts'

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const kB = (bytes: number) => `${Math.ceil(bytes / 1000)} kB`

await buildLambda()
await buildServer()
const archive = await readFile(at(ARCHIVE))
const { bytes, files, importMs } = await measureColdStart(at(OUTPUT))
const digest = createHash('sha256').update(archive).digest('hex')

console.log(`${ARCHIVE}: ${kB(archive.length)} of ${kB(MOST_ZIP_BYTES)}, sha256 ${digest}`)
console.log(
  `A first produce request loads ${kB(bytes)} of ${kB(MOST_EAGER_BYTES)} in ${files.length} files, ${Math.round(importMs)} ms.`,
)
console.log(`${SERVER_ARCHIVE}, the node server: ${kB((await stat(at(SERVER_ARCHIVE))).size)}`)
if (archive.length > MOST_ZIP_BYTES || bytes > MOST_EAGER_BYTES) {
  console.error('That is more than the budgets in infra/bundle/budgets.ts allow.')
  process.exitCode = 1
}
