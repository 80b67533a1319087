import type { ReferencedSchema } from '../../registry/references.ts'
import { Malformed } from '../malformed.ts'
import { begin, finish, type Reading, type Target } from '../reading/reading.ts'
import { bits, type Cursor, readVarint } from './cursor.ts'
import { loadMessages } from './load.ts'
import { MAX_DEPTH, type MessageType } from './plan.ts'
import { readMessage } from './read.ts'
import { straightMessage } from './straight/message.ts'
import type { Wire } from './wire.ts'

/** How much longer than its bytes a message's text may be, beside a mebibyte that it always may. */
const EXPANSION = 64
const ALWAYS = 1_048_576

/**
 * Writes a message as canonical JSON, appended to the target; in front of the message are the indexes of its type. On an
 * error the target is as long as before.
 *
 * @throws Malformed
 */
export type ProtobufReader = (target: Target, bytes: Buffer, start: number, end: number) => void

/**
 * @param references  the files that are imported, dependencies first
 * @throws InvalidSchema
 */
export function compileProtobufReader(text: string, references: readonly ReferencedSchema[]): ProtobufReader {
  const messages = loadMessages(text, references)
  const straight = new Map<MessageType, (reading: Reading) => boolean>()
  return (target, bytes, start, end) => {
    const wire: Wire = { source: bytes, at: start, end, room: ALWAYS + EXPANSION * (end - start) }
    const type = messageOf(wire, messages)
    if (readStraight(target, straightMessage(type, straight), bytes, wire.at, end)) return
    const text = readMessage(wire, type, end)
    target.reserve(text.length * 3)
    target.length += target.bytes.write(text, target.length)
  }
}

/** @returns false  the message is laid out in another way, or is none: it has to be read at length */
function readStraight(
  target: Target,
  read: (reading: Reading) => boolean,
  bytes: Buffer,
  start: number,
  end: number,
): boolean {
  try {
    const reading = begin(bytes, start, end, target)
    if (!read(reading)) return false
    finish(reading)
    return true
  } catch (error) {
    if (error instanceof Malformed) return false
    throw error
  }
}

/**
 * Reads which of a file's messages follows: how many indexes there are, and of each level the index among the messages
 * declared there. No index at all stands for the first message.
 */
function messageOf(wire: Cursor, messages: readonly MessageType[]): MessageType {
  const count = readIndex(wire)
  if (count === 0) return messages[0] as MessageType
  if (count > MAX_DEPTH) throw new Malformed('it has too many message indexes')
  let among = messages
  for (let level = 1; ; level++) {
    const index = readIndex(wire)
    const type = among[index]
    if (!type) throw new Malformed(`its schema has no message ${index} on the level ${level}`)
    if (level === count) return type
    among = type.nested()
  }
}

/** Zig-zag, as Kafka writes numbers. @throws Malformed */
function readIndex(wire: Cursor): number {
  readVarint(wire)
  const index = (bits.low >>> 1) ^ -(bits.low & 1)
  if (bits.high !== 0 || index < 0) throw new Malformed('its message indexes are none')
  return index
}
