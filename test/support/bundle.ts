import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildLambda } from '../../infra/bundle/build.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const bundle = join(root, 'dist/lambda/http.mjs')
const lock = join(root, 'dist/.building')

/**
 * Builds the Lambda bundle unless it is newer than every source. Safe when several test files ask at once: one builds,
 * the others wait for it.
 */
export async function ensureBundle(): Promise<void> {
  await mkdir(join(root, 'dist'), { recursive: true })
  for (;;) {
    const building = await stat(lock).catch(() => undefined)
    if (!building && (await isCurrent())) return
    if (!(await take())) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      continue
    }
    try {
      if (!(await isCurrent())) await buildLambda()
    } finally {
      await rm(lock, { recursive: true, force: true })
    }
  }
}

async function isCurrent(): Promise<boolean> {
  const built = await stat(bundle).catch(() => undefined)
  if (!built) return false
  for (const folder of ['functions', 'shared', 'infra/bundle']) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && (await stat(join(entry.parentPath, entry.name))).mtimeMs > built.mtimeMs) return false
    }
  }
  return true
}

/** A folder can be made once: whoever makes it builds. One left by a process that died is taken over. */
async function take(): Promise<boolean> {
  try {
    await mkdir(lock)
    return true
  } catch {
    const taken = await stat(lock).catch(() => undefined)
    if (taken && Date.now() - taken.mtimeMs > 60_000) await rm(lock, { recursive: true, force: true })
    return false
  }
}
