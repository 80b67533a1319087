import { isJson } from '../../../../formats/assembly/json'
import { writeBase64 } from './base64'
import { writeDigits } from './digits'
import { AROUND, IN, OUT, OUT_BYTES, TEXTS } from './layout'

/** Which bytes of TEXTS stand before a key, before a value without a key, and before an offset. */
let beforeKeyEnd: usize = TEXTS
let beforeValueEnd: usize = TEXTS
let beforeOffsetEnd: usize = TEXTS

/** Sizes of the three texts at TEXTS: before a key, before the value of a record without a key, before an offset. */
export function setTexts(beforeKey: i32, beforeValue: i32, beforeOffset: i32): void {
  beforeKeyEnd = TEXTS + <usize>beforeKey
  beforeValueEnd = beforeKeyEnd + <usize>beforeValue
  beforeOffsetEnd = beforeValueEnd + <usize>beforeOffset
}

/** Records passed by the last {@link render}, those before `firstWanted` included. */
export let passed: i32 = 0
/** Bytes from IN to the first record that was not passed. */
export let consumed: i32 = 0
/** Bytes of keys and values that were rendered. */
export let payload: i32 = 0
/** Bytes at OUT. */
export let rendered: i32 = 0

/**
 * Renders records of a batch (Kafka documentation, "Record") from IN to OUT, until it comes to one that is not whole, has no
 * room or no JSON in it, is better shown by the host, or looks like nothing that it knows. What is to be done about that one is the host's to say.
 *
 * @param size         bytes at IN
 * @param records      there are at most
 * @param firstWanted  records with a smaller offset delta are passed over
 * @param firstOffset  of the batch
 * @param most         records to render
 * @param payloadRoom  bytes that keys and values may have
 * @param answerRoom   bytes of the answer, as `beside` and base64 of key and value are counted
 * @param beside       bytes of a record's part of the answer beside key and value, at most
 * @param base64Key    whether keys are shown as base64; otherwise they are JSON
 * @param base64Value  the same of values
 * @returns how many records were rendered
 */
export function render(
  size: i32,
  records: i32,
  firstWanted: i32,
  firstOffset: i64,
  most: i32,
  payloadRoom: i32,
  answerRoom: i32,
  beside: i32,
  base64Key: bool,
  base64Value: bool,
): i32 {
  const end = IN + <usize>size
  memory.fill(end, 0, AROUND)
  let count: i32 = 0
  let at: usize = IN
  let out: usize = OUT
  passed = 0
  payload = 0
  for (; passed < records && at < end; passed++) {
    cursor = at
    const length = readVarint()
    const recordEnd = cursor + <usize>length
    if (length < 0 || recordEnd > end) break
    // Attributes, of which there are none yet, and the time.
    cursor++
    while (load<u8>(cursor++) >= 0x80) {}
    const offsetDelta = readVarint()
    if (offsetDelta >= firstWanted) {
      const keySize = readVarint()
      const key = cursor
      if (keySize > 0) cursor += <usize>keySize
      if (cursor > recordEnd) break
      const valueSize = readVarint()
      const value = cursor
      if (valueSize > 0) cursor += <usize>valueSize
      if (cursor > recordEnd) break
      if ((base64Key && keySize > MOST_BASE64) || (base64Value && valueSize > MOST_BASE64)) break
      const bytes = max(keySize, 0) + max(valueSize, 0)
      const needed = (bytes * 4 + 2) / 3 + beside
      if (count === most || bytes > payloadRoom || needed > answerRoom) break
      if (out + <usize>needed > OUT + OUT_BYTES - AROUND) break

      let to = out
      if (keySize < 0) to = writeText(to, beforeKeyEnd, beforeValueEnd)
      else {
        to = writePart(writeText(to, TEXTS, beforeKeyEnd), key, keySize, base64Key)
        if (to === 0) break
        store<u32>(to, COMMA_VA)
        store<u32>(to, LUE, 4)
        store<u8>(to, COLON, 8)
        to += 9
      }
      if (valueSize < 0) {
        store<u32>(to, NULL)
        to += 4
      } else {
        to = writePart(to, value, valueSize, base64Value)
        if (to === 0) break
      }
      to = writeText(to, beforeValueEnd, beforeOffsetEnd)
      to += writeDigits(to, firstOffset + offsetDelta)
      store<u8>(to++, CLOSE_BRACE)

      payloadRoom -= bytes
      answerRoom -= <i32>(to - out)
      payload += bytes
      out = to
      count++
    }
    at = recordEnd
  }
  consumed = <i32>(at - IN)
  rendered = <i32>(out - OUT)
  return count
}

/** @returns the place behind it; 0 when it cannot be shown */
function writePart(to: usize, from: usize, size: i32, base64: bool): usize {
  if (base64) {
    store<u8>(to, QUOTE)
    const end = to + 1 + writeBase64(to + 1, from, size)
    store<u8>(end, QUOTE)
    return end + 1
  }
  if (!isJson(from, from + <usize>size)) return 0
  if (size > 1024) memory.copy(to, from, size)
  else writeText(to, from, from + <usize>size)
  return to + <usize>size
}

/** Copies sixteen bytes at a time: up to 15 more than there are. */
function writeText(to: usize, from: usize, end: usize): usize {
  const size = end - from
  for (let at: usize = 0; at < size; at += 16) v128.store(to + at, v128.load(from + at))
  return to + size
}

/** Where {@link readVarint} stands. */
let cursor: usize = 0

/** A signed number of 32 bits at most, in zigzag coding. */
function readVarint(): i32 {
  let value: u32 = load<u8>(cursor++)
  if (value >= 0x80) {
    value &= 0x7f
    let byte: u32
    let shift: u32 = 7
    do {
      byte = load<u8>(cursor++)
      value |= (byte & 0x7f) << shift
      shift += 7
    } while (byte >= 0x80 && shift < 35)
  }
  return (value >>> 1) ^ -(value & 1)
}

/** The host has wider registers for what is longer than this. */
const MOST_BASE64: i32 = 1536
const QUOTE: u8 = 34
const COLON: u8 = 58
const CLOSE_BRACE: u8 = 125
/** `,"value"` in two words, the first byte of each in the lowest place. */
const COMMA_VA: u32 = 0x6176222c
const LUE: u32 = 0x2265756c
const NULL: u32 = 0x6c6c756e
