import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { stack } from './stack.ts'

/** A way to DynamoDB Local that keeps what goes through it. */
export interface DynamoDbRecorder {
  readonly url: string
  /** Each write and read by itself, those of a transaction too, and the partition key it is about. */
  readonly calls: readonly { readonly operation: string; readonly key: string | undefined }[]
  close(): Promise<void>
}

type Item = Readonly<Record<string, { readonly S?: string }>>
type Input = Readonly<Record<string, unknown>> & { readonly Key?: Item; readonly Item?: Item }
/** What a transaction is made of needs the rights of the same things done alone, but for checks. */
const ALONE: Readonly<Record<string, string>> = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' }

export async function startDynamoDbRecorder(): Promise<DynamoDbRecorder> {
  const calls: { operation: string; key: string | undefined }[] = []
  const add = (operation: string, { Key, Item }: Input) => calls.push({ operation, key: (Key ?? Item)?.pk?.S })
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const [, operation = ''] = String(request.headers['x-amz-target']).split('.')
    const input = JSON.parse(body) as Input
    if (Array.isArray(input.TransactItems)) {
      for (const each of input.TransactItems as Readonly<Record<string, Input>>[]) {
        for (const [kind, item] of Object.entries(each)) add(ALONE[kind] ?? kind, item)
      }
    } else add(operation, input)
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
    const answer = await fetch(stack.dynamodb, { method: 'POST', headers: headers as Record<string, string>, body })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
