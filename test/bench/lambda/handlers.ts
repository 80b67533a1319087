import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { BUNDLED } from '../../../infra/bundle/build.ts'
import { projectFolder } from '../../../infra/local/folders.ts'

/** A handler that does nothing: for what Node and Lambda's runtime take. */
const BARE = `export const handler = async () => ({ statusCode: 200, body: '{}' })\n`

/** Hono with one route, bundled as the product is: what a function of its kind takes at least. */
const HONO = `
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
const app = new Hono()
app.post('/topics/:topic', (c) => c.json({}))
export const handler = handle(app)
`

/** The same, with the product's engine behind the route and nothing between them: what one produce request takes at least. */
const ENGINE = `
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { readConfig } from './shared/config/read-config.ts'
import { createKafkaClient } from './shared/kafka/client.ts'
import { createProducer } from './shared/kafka/producer/engine.ts'
import { createTopicCache } from './shared/kafka/topic-cache.ts'
const { kafka, producer } = await readConfig(process.env, true)
const client = createKafkaClient(kafka)
const engine = createProducer(client, createTopicCache(client), producer)
const app = new Hono()
app.post('/topics/:topic', async (c) => {
  const { records } = await c.req.json()
  const outgoing = records.map(({ value }) => ({ key: null, value: Buffer.from(JSON.stringify(value)) }))
  const results = await engine.produce(c.req.param('topic'), outgoing, Date.now() + 20000)
  const offsets = results.map(({ partition, offset }) => ({ partition, offset: Number(offset) }))
  return c.json({ offsets })
})
export const handler = handle(app)
`

/** Writes all into folders of their own, as `http.mjs`. @returns the folders */
export async function writeBaselines(dir: string): Promise<{ bare: string; hono: string; engine: string }> {
  const [bare, hono, engine] = [join(dir, 'bare'), join(dir, 'hono'), join(dir, 'engine')]
  mkdirSync(bare, { recursive: true })
  writeFileSync(join(bare, 'http.mjs'), BARE)
  for (const [outdir, contents] of [
    [hono, HONO],
    [engine, ENGINE],
  ] as const) {
    await build({
      ...BUNDLED,
      stdin: { contents, loader: 'ts', resolveDir: projectFolder, sourcefile: 'http.ts' },
      entryNames: 'http',
      outdir,
    })
  }
  return { bare, hono, engine }
}
