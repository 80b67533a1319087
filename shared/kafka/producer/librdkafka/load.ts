import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Librdkafka } from './native.ts'

/** The package and the version of it that this project is tested with. */
export const PACKAGE = '@confluentinc/kafka-javascript'
export const PACKAGE_VERSION = '1.10.1'

/** Without the package's other API, which takes most of the time to load. */
const MODULE = `${PACKAGE}/lib/rdkafka`

/**
 * The name of a folder with the package, made for one Node, system and C library only: the addon fits no other.
 *
 * A cache can hold several of them beside each other.
 */
export function librdkafkaFolderName(): string {
  const { modules } = process.versions
  return `librdkafka-${PACKAGE_VERSION}-abi${modules}-${process.platform}${libc()}-${process.arch}`
}

function libc(): string {
  if (process.platform !== 'linux') return ''
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime === undefined ? '-musl' : '-glibc'
}

/** The package could not be loaded; the message is one sentence for whoever starts the process. */
export class LibrdkafkaMissing extends Error {
  constructor(cause: unknown) {
    const { code, message = '' } = cause as { code?: string; message?: string }
    const why = code === 'MODULE_NOT_FOUND' && message.includes(PACKAGE) ? 'is not there' : 'cannot be loaded here'
    super(
      `${PACKAGE} ${PACKAGE_VERSION} ${why}: 'npm run librdkafka' gets it, or builds it, for this Node and says where it is.`,
      { cause },
    )
    this.name = 'LibrdkafkaMissing'
  }
}

/**
 * Loads the package from the first of the folders that has one that loads, or as any other dependency.
 *
 * @param folders  each may hold a `node_modules` with the package
 * @throws LibrdkafkaMissing
 */
export function loadLibrdkafka(folders: readonly string[]): Librdkafka {
  let failure: unknown
  for (const from of [...folders.map((folder) => join(folder, 'package.json')), import.meta.url]) {
    try {
      return createRequire(from)(MODULE) as Librdkafka
    } catch (error) {
      // What is there and does not load tells more than what is not there.
      if (failure === undefined || (failure as { code?: string }).code === 'MODULE_NOT_FOUND') failure = error
    }
  }
  throw new LibrdkafkaMissing(failure)
}
