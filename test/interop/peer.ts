import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { stack } from '../support/stack.ts'

export type SchemaFormat = 'avro' | 'jsonschema' | 'protobuf'

/** A schema as the registry has it, and as the peer needs it to make something of it. */
export interface PeerSchema {
  readonly text: string
  readonly references?: readonly { readonly name: string; readonly subject: string; readonly version: number }[]
  /** Protobuf: the text of what is imported, by name. */
  readonly imports?: Readonly<Record<string, string>>
  /** Protobuf: the full name of the message that is written; the first one when absent. */
  readonly message?: string
}

/**
 * A key and a value in the peer's form: Avro's as {@link toTagged} makes them, JSON text for the others.
 */
export interface PeerRecord {
  readonly key: unknown
  readonly value: unknown
}

/** A process that writes and reads the test stack's Kafka with Confluent's serializers for Python. */
export interface Peer {
  /** Puts a schema under a subject. */
  register(subject: string, format: SchemaFormat, schema: PeerSchema): Promise<{ id: number; version: number }>
  /** Writes to partition 0; the serializers register the schema under the topic's subjects. */
  write(topic: string, format: SchemaFormat, schema: PeerSchema, records: readonly PeerRecord[]): Promise<void>
  /** Reads from partition 0. @throws Error  they have not come within ten seconds, or cannot be read */
  read(
    topic: string,
    format: SchemaFormat,
    schema: PeerSchema,
    from: { offset: number; count: number },
  ): Promise<PeerRecord[]>
  close(): void
}

type Answer = { result: unknown } | { error: string }

/**
 * @param registry  URL of the registry that its serializers use
 * @throws Error  the test command could not make the Python that it needs; says what to do
 */
export function startPeer(registry = stack.registry): Peer {
  const { TEST_PYTHON: python, TEST_PYTHON_MISSING: missing } = process.env
  if (!python)
    throw new Error(missing ?? "TEST_PYTHON is not set: run the tests with 'npm test [file]', which makes it.")
  const script = fileURLToPath(new URL('python/peer.py', import.meta.url))
  const child = spawn(python, ['-E', '-s', '-B', script, stack.kafka, registry], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const waiting: ((answer: Answer) => void)[] = []
  let errors = ''
  let ended = false
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors = (errors + chunk).slice(-4096)
  })
  const answers = createInterface({ input: child.stdout })
  answers.on('line', (line) => waiting.shift()?.(JSON.parse(line)))
  // What it still had to say is read by then.
  answers.on('close', () => {
    ended = true
    for (const answer of waiting.splice(0)) answer({ error: `The peer has ended: ${errors}` })
  })
  const fail = (error: Error) => {
    errors += error.message
  }
  child.on('error', fail)
  child.stdin.on('error', fail)

  async function ask(request: object): Promise<unknown> {
    const answer = await new Promise<Answer>((resolve) => {
      if (ended) return resolve({ error: `The peer has ended: ${errors}` })
      waiting.push(resolve)
      child.stdin.write(`${JSON.stringify(request)}\n`)
    })
    if ('error' in answer) throw new Error(answer.error)
    return answer.result
  }
  const complete = (schema: PeerSchema) => ({ references: [], imports: {}, ...schema })

  return {
    async register(subject, format, schema) {
      const found = await ask({ op: 'register', subject, format, schema: complete(schema) })
      return found as { id: number; version: number }
    },
    async write(topic, format, schema, records) {
      await ask({ op: 'write', topic, format, schema: complete(schema), records })
    },
    async read(topic, format, schema, from) {
      return (await ask({ op: 'read', topic, format, schema: complete(schema), ...from })) as PeerRecord[]
    },
    close() {
      child.stdin.end()
    },
  }
}
