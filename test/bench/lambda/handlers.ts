import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { BUNDLED } from '../../../infra/bundle/build.ts'
import { projectFolder } from '../../../infra/local/folders.ts'

/** A handler that does nothing, for what Node and Lambda's runtime take. */
const BARE = `export const handler = async () => ({ statusCode: 200, body: '{}' })\n`

/** Hono with one route, bundled as the product is: what a function of its kind takes at least. */
const HONO = `
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
const app = new Hono()
app.post('/topics/:topic', (c) => c.json({}))
export const handler = handle(app)
`

/** Writes both into folders of their own, as `http.mjs`. @returns the folders */
export async function writeEmptyHandlers(dir: string): Promise<{ bare: string; hono: string }> {
  const [bare, hono] = [join(dir, 'bare'), join(dir, 'hono')]
  mkdirSync(bare, { recursive: true })
  writeFileSync(join(bare, 'http.mjs'), BARE)
  const source = join(dir, 'hono.ts')
  writeFileSync(source, HONO)
  await build({
    ...BUNDLED,
    entryPoints: { http: source },
    outdir: hono,
    nodePaths: [join(projectFolder, 'node_modules')],
  })
  return { bare, hono }
}
