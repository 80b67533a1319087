import type { Context } from '../../context.ts'
import type { Answer } from '../../http/answer.ts'
import type { BodyStream } from '../../http/body-stream.ts'
import type { Call } from '../../http/call.ts'
import { InternalError } from '../../http/errors/failures.ts'
import { PayloadError } from '../../http/errors/produce.ts'
import { RestError } from '../../http/errors/rest-error.ts'
import { createJsonSplitter } from '../../http/json-splitter.ts'
import { isTopicName } from '../../kafka/topic-name.ts'
import { createAnswers } from './answers.ts'
import { decoderOf } from './charset.ts'
import { createClosing } from './closing.ts'
import { invalidTopic, refusedEntry } from './entry-error.ts'
import { createIntake } from './intake.ts'
import { createRenderer, renderError } from './render.ts'
import { createRoom } from './room.ts'
import { createSender } from './sender.ts'

/** A client that waits for the answer to begin before it sends anything is not kept waiting for longer. */
const OPENING_MS = 250

/**
 * `POST /v3/clusters/{cluster}/topics/{topic}/records`: contract C.9.
 *
 *     socket ─▶ splitter ─▶ intake ─▶ sender ─▶ producer
 *                  ▲                     │          │
 *                  └── room? ◀────── answers ◀──────┘ ─▶ socket
 *
 * Records go to the producer as they come, and their answers back in the same order while the request goes on. Reading
 * stops while too much of it is unanswered, or the client does not take the answers.
 */
export async function produce(call: Call, context: Context): Promise<Answer> {
  const decode = decoderOf(call.header('content-type'))
  const body = call.open()
  const first = firstPiece(body)
  // Heard again where the stream is read.
  first.catch(() => {})
  const opened = await (body.live ? Promise.race([first, after(OPENING_MS)]) : first)
  if (opened === undefined) {
    body.close()
    throw new PayloadError('Payload error. Request body is empty. Data is required.')
  }
  return {
    status: 200,
    headers: { 'Content-Type': call.answerType },
    body: answersTo(body, first, decode, call, context),
  }
}

function answersTo(
  body: BodyStream,
  first: Promise<Buffer | undefined>,
  decode: (chunk: Buffer) => Buffer,
  call: Call,
  context: Context,
): ReadableStream<Uint8Array> {
  const { settings, log, producer, formats, registry } = context
  const topic = call.param('topic')
  const deadlineIn = (ms: number) => () => (body.live ? Date.now() + ms : Math.min(call.deadline, Date.now() + ms))
  const onDefect = (error: unknown) =>
    log.error(
      { event: 'request.failed', code: 500, err: error, requestId: call.requestId },
      'A record could not be taken.',
    )
  const answers = createAnswers(settings.streamOpenBytes, () => body.close())
  const closing = createClosing(call.identity, context, () => {
    body.close()
    answers.end()
  })
  const sender = createSender({
    topic,
    producer,
    renderer: createRenderer(call.param('cluster'), topic),
    answers,
    deadline: deadlineIn(settings.deliveryTimeoutMs),
    onDefect,
  })
  const invalid = isTopicName(topic) ? undefined : invalidTopic(topic)
  const room = createRoom(body.live ? 0 : settings.responseMaxBytes, topic)
  const take = createIntake({
    topic,
    encoding: { formats, registry },
    sender,
    deadline: deadlineIn(settings.requestTimeoutMs),
    refusal: () => closing.reason() ?? invalid ?? room.reason(),
    limit: context.limits?.records(call.identity.principal),
    onDefect,
  })
  const splitter = createJsonSplitter(settings.produceMaxBytes || settings.maxBodyBytes)

  async function pump(): Promise<void> {
    let chunk = await first
    while (chunk !== undefined) {
      const goesOn = await take(splitter.push(decode(chunk)))
      await answers.room()
      if (!goesOn || room.full()) return
      // Whoever sends without pause must not keep the others, nor its own records, from their turn.
      await turn()
      chunk = await body.read()
    }
    // What was cut off by us rather than by the client is no record.
    if (!body.closed()) await take(splitter.end())
  }

  pump()
    .catch((error) => {
      // The client has gone: what was read of its last record is dropped.
      if (error instanceof RestError) return
      onDefect(error)
      answers.push(`{${renderError(refusedEntry(new InternalError(error)))}}\r\n`, 0)
    })
    .finally(() => {
      closing.end()
      body.close()
      answers.end()
    })
  return answers.stream
}

/** The first bytes that are not white space, with which a body is not empty. */
async function firstPiece(body: BodyStream): Promise<Buffer | undefined> {
  let chunk = await body.read()
  while (chunk?.every((byte) => byte <= 32)) chunk = await body.read()
  return chunk
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function after(ms: number): Promise<'later'> {
  return new Promise((resolve) => setTimeout(resolve, ms, 'later').unref())
}
