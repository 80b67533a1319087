import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { stack } from '../../support/stack.ts'

/**
 * What can happen to a request. `deaf` never reaches DynamoDB; `mute` does, and its answer is lost; an object is answered in
 * DynamoDB's place, as the service words its errors.
 */
export type Fault =
  | 'deaf'
  | 'mute'
  | 'reset'
  | 'reset-after'
  | 'stall'
  | { readonly status: number; readonly error: string; readonly reasons?: readonly object[] }

/** A request that came by. */
export interface Passed {
  /** Such as `PutItem`. */
  readonly operation: string
  readonly input: Record<string, unknown>
}

/** A way to the real DynamoDB on which requests can come to harm. */
export interface Way {
  readonly url: string
  readonly requests: readonly Passed[]
  /** What requests meet, first come first served. */
  readonly faults: (Fault | 'pass')[]
  /** What requests meet when `faults` is empty. */
  fault: Fault | 'pass'
  close(): Promise<void>
}

/** Opens a way to DynamoDB; it is closed after the test. */
export async function openWay(t: TestContext, port = 0): Promise<Way> {
  const requests: Passed[] = []
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    requests.push({ operation, input: JSON.parse(body.toString()) })
    const fault = way.faults.shift() ?? way.fault
    await handle(fault, request, response, body).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const way: Way = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults: [],
    fault: 'pass',
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  t.after(() => way.close())
  return way
}

async function handle(
  fault: Fault | 'pass',
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  if (fault === 'deaf') return
  if (fault === 'reset') return void response.socket?.resetAndDestroy()
  if (fault === 'stall') return void response.writeHead(200, { 'content-length': 100 }).write('{')
  if (typeof fault === 'object') return answerError(fault, response)

  const answer = await ask(request, body)
  if (fault === 'mute') return
  if (fault === 'reset-after') return void response.socket?.resetAndDestroy()
  response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.text)
}

async function ask(request: IncomingMessage, body: Buffer): Promise<{ status: number; text: string }> {
  const kept = ['x-amz-target', 'content-type', 'authorization', 'x-amz-date', 'x-amz-content-sha256']
  const headers = kept.map((name) => [name, String(request.headers[name])] as [string, string])
  const answer = await fetch(stack.dynamodb, { method: 'POST', headers, body: new Uint8Array(body) })
  return { status: answer.status, text: await answer.text() }
}

function answerError({ status, error, reasons }: Fault & object, response: ServerResponse): void {
  const __type = `com.amazonaws.dynamodb.v20120810#${error}`
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
  response.end(JSON.stringify({ __type, message: error, CancellationReasons: reasons }))
}
