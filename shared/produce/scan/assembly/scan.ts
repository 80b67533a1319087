import { blanksEnd, forgetBlanks, hasBlanks, valueEnd } from '../../../formats/assembly/json'
import { IN, OUT } from './layout'

/** Bytes from IN to behind the last record that was found. */
export let passed: i32 = 0
/** Whether any of those found has a key that is not null, and whether any has such a value. */
export let keys: bool = false
export let values: bool = false

/**
 * Finds the keys and values of a produce request's records (contract B.3), from one's beginning at IN, until it comes to one
 * that has something else in it, is not whole, or is no JSON. What is to be done about that one is the host's to say.
 *
 * For each record there are five numbers at OUT: from and to of its key, from and to of its value, and which of them have
 * white space that means nothing: 1 for the key, 2 for the value. What is null or not there is from 0 to 0.
 *
 * @param from  bytes from IN to the first record
 * @param base  is added to places
 * @param most  records to find, as many at most as OUT_BYTES have room for
 * @returns how many were found
 */
export function scan(from: i32, base: i32, most: i32): i32 {
  let at = IN + from
  let found = 0
  let places = OUT
  keys = false
  values = false
  while (found < most) {
    at = recordEnd(blanksEnd(at), places, base - <i32>IN)
    if (at === 0) break
    passed = <i32>(at - IN)
    found++
    places += 20
    at = blanksEnd(at)
    if (load<u8>(at++) !== COMMA) break
  }
  return found
}

/** Behind the record that begins at `start`; 0 when it is none, or has something else in it than a key and a value. */
function recordEnd(start: usize, places: usize, shift: i32): usize {
  if (load<u8>(start) !== OPEN_BRACE) return 0
  v128.store(places, i64x2.splat(0))
  store<i32>(places, 0, 16)
  let at = blanksEnd(start + 1)
  if (load<u8>(at) === CLOSE_BRACE) return at + 1
  while (true) {
    const name = load<u64>(at)
    const isKey = name << 24 === KEY << 24
    if (isKey) at += 5
    else if (name << 8 === VALUE << 8) at += 7
    else return 0
    at = blanksEnd(at)
    if (load<u8>(at++) !== COLON) return 0
    const value = blanksEnd(at)
    forgetBlanks()
    at = valueEnd(value)
    if (at === 0) return 0
    const isNull = load<u8>(value) === LETTER_N
    const place = isKey ? places : places + 8
    store<i32>(place, isNull ? 0 : <i32>value + shift)
    store<i32>(place, isNull ? 0 : <i32>at + shift, 4)
    const spaced = isKey ? 1 : 2
    const others = load<i32>(places, 16) & ~spaced
    store<i32>(places, hasBlanks ? others | spaced : others, 16)
    if (isKey) keys = keys || !isNull
    else values = values || !isNull
    at = blanksEnd(at)
    const byte = load<u8>(at++)
    if (byte === CLOSE_BRACE) return at
    if (byte !== COMMA) return 0
    at = blanksEnd(at)
  }
}

const COMMA: u8 = 44
const COLON: u8 = 58
const LETTER_N: u8 = 110
const OPEN_BRACE: u8 = 123
const CLOSE_BRACE: u8 = 125
/** With their quotes, as little-endian words; what is above them in eight bytes is shifted out. */
const KEY: u64 = 0x2279656b22
const VALUE: u64 = 0x2265756c617622
