import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

export interface CertificateReload<Material> {
  /** Files to look at. */
  readonly files: readonly string[]
  /** Reads all that is made of them. @throws Error  they are no good */
  readonly load: () => Material
  /** Takes what was read, for new connections. @throws Error  it is no good either */
  readonly use: (material: Material) => void
  /** Called once for each state of the files that is no good: what was in use before stays. */
  readonly onProblem: (error: unknown) => void
}

/**
 * Uses files anew when they have changed.
 *
 * What they contain is compared, not their times: a volume of Kubernetes swaps links, a copy may keep its original's time,
 * and a file that is being written changes again.
 *
 * @returns looks at them; the first time they are used as well, as they may have changed since the process has read them
 */
export function certificateReload<Material>(options: CertificateReload<Material>): () => Promise<void> {
  const { files, load, use, onProblem } = options
  let used: string | undefined
  let seen: string | undefined
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    const found = await contents(files)
    const changed = found !== seen && found !== used
    seen = found
    if (!changed) return
    try {
      use(load())
      used = found
    } catch (error) {
      onProblem(error)
    }
  }

  return () => {
    looking ??= look().finally(() => {
      looking = undefined
    })
    return looking
  }
}

/** A digest of all that is in the files, and of which are not there. */
async function contents(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) {
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => `\0${error.code}`)
    hash.update(`${bytes.length}\0`).update(bytes)
  }
  return hash.digest('base64')
}
