import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Of the package, what is needed to run it; folders with all that is in them. */
const KEPT = ['package.json', 'librdkafka.js', 'lib', 'LICENSE.txt', 'LICENSE.kafkajs', 'LICENSE.node-rdkafka']
const LIBRARIES_LICENSES = 'deps/librdkafka/LICENSES.txt'
/** How it finds its addon. */
const COMPANIONS = ['bindings', 'file-uri-to-path']
const BINARY = /\.node$|\.so(\.\d+)?$|\.dylib$/

/** Leaves of an installed and built package what runs: 10 MB of 250, sources and compiler's output gone. */
export function trim(temp: string, folder: string): void {
  const kept = join(temp, 'kept')
  const place = join(kept, relative(join(temp, 'node_modules'), folder))
  const keep = (file: string) => {
    if (!existsSync(join(folder, file))) return
    mkdirSync(dirname(join(place, file)), { recursive: true })
    cpSync(join(folder, file), join(place, file), { recursive: true })
  }
  const built = readdirSync(join(folder, 'build', 'Release')).filter((name) => BINARY.test(name))
  for (const file of [...KEPT, LIBRARIES_LICENSES, ...built.map((name) => join('build', 'Release', name))]) keep(file)
  for (const name of COMPANIONS) cpSync(join(temp, 'node_modules', name), join(kept, name), { recursive: true })
  for (const name of readdirSync(temp)) if (name !== 'kept') rmSync(join(temp, name), { recursive: true })
  renameSync(kept, join(temp, 'node_modules'))
}
