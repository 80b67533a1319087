import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { answerOrders } from './child-side.ts'

/**
 * The least a produce request can cost on this stack: the body is parsed, an answer of the same shape and size comes back,
 * nothing is checked and nothing is stored.
 */
const app = new Hono()
app.post('/topics/:topic', async (c) => {
  const { records } = await c.req.json<{ records: unknown[] }>()
  const offsets = records.map((_, i) => ({ partition: 0, offset: 1_000_000 + i, error_code: null, error: null }))
  return c.json({ offsets, key_schema_id: null, value_schema_id: null })
})

const server = createAdaptorServer({ fetch: app.fetch })
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  answerOrders(async () => null, port)
})
