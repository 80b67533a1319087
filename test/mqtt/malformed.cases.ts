import type { Packet } from 'mqtt-packet'
import { connectPacket } from '../support/mqtt/raw-client.ts'

type Bytes = Buffer | readonly number[] | Packet

/** Something that no client should send, and how the connection ends. */
export interface MalformedCase {
  readonly name: string
  /** Which versions it is about; both without. */
  readonly version?: 4 | 5
  /** Whether it is sent in place of a CONNECT, not behind one. */
  readonly first?: boolean
  readonly send: (version: 4 | 5) => readonly Bytes[]
  /** Reason of MQTT 5's DISCONNECT, or of its CONNACK when it is sent first; 0x81 without. `undefined` in a CONNACK of 3.1.1. */
  readonly reason?: number
  /** Return code of the CONNACK of 3.1.1; without one the connection is closed without a word. */
  readonly code?: number
}

const MALFORMED = 0x81
const PROTOCOL_ERROR = 0x82

/** A string as MQTT writes it. */
export function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

/** A packet with a length that fits. */
export function packet(header: number, ...parts: readonly (Buffer | readonly number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as Buffer)))
  const length: number[] = []
  for (let left = body.length; ; left >>= 7) {
    if (left < 0x80) {
      length.push(left)
      break
    }
    length.push((left & 0x7f) | 0x80)
  }
  return Buffer.concat([Buffer.from([header, ...length]), body])
}

/** A PUBLISH of QoS 0, 1 or 2 with these properties. */
function publish(
  version: 4 | 5,
  header: number,
  topic: string | Buffer,
  properties: readonly number[] = [],
  payload = 'x',
) {
  const id = (header & 0x06) === 0 ? [] : [0, 7]
  return packet(header, text(topic), id, version === 5 ? [properties.length, ...properties] : [], Buffer.from(payload))
}

/** The beginning of a CONNECT up to its keep-alive. */
function head(version: number, flags: number, name = 'MQTT'): Buffer {
  return Buffer.concat([text(name), Buffer.from([version, flags, 0, 0])])
}

/** Properties behind their length, where the version has them. */
function properties(version: 4 | 5, ...bytes: readonly number[]): readonly number[] {
  return version === 5 ? [bytes.length, ...bytes] : []
}

const client = text('c')

export const MALFORMED_CASES: readonly MalformedCase[] = [
  { name: 'the first packet is none', first: true, send: () => [Buffer.from('GET / HTTP/1.1\r\n\r\n')], version: 4 },
  { name: 'the first packet is a PINGREQ', first: true, version: 4, send: () => [[0xc0, 0]] },
  { name: 'the first packet is a PUBLISH', first: true, version: 4, send: () => [publish(4, 0x30, 'a')] },
  { name: 'the first packet has type 0', first: true, version: 4, send: () => [[0x00, 0]] },
  { name: 'a CONNECT announces 256 MB', first: true, version: 4, send: () => [[0x10, 0xff, 0xff, 0xff, 0x7f]] },
  { name: 'its length has five bytes', first: true, version: 4, send: () => [[0x10, 0x80, 0x80, 0x80, 0x80, 1]] },
  { name: 'a CONNECT has flags', first: true, version: 4, send: () => [[0x11, 0]] },
  { name: 'a CONNECT is empty', first: true, version: 4, send: () => [[0x10, 0]] },
  {
    name: 'another protocol',
    first: true,
    version: 4,
    send: () => [packet(0x10, head(4, 2, 'MQTX'), client)],
  },
  {
    name: 'MQTT 3.1',
    first: true,
    version: 4,
    send: () => [packet(0x10, head(3, 2, 'MQIsdp'), client)],
    code: 1,
  },
  { name: 'version 3 of MQTT', first: true, version: 4, send: () => [packet(0x10, head(3, 2), client)], code: 1 },
  { name: 'a bridge', first: true, version: 4, send: () => [packet(0x10, head(0x84, 2), client)], code: 1 },
  {
    name: 'version 6 of MQTT',
    first: true,
    version: 5,
    send: () => [packet(0x10, head(6, 2), [0], client)],
    reason: 0x84,
  },
  { name: 'the reserved flag', first: true, send: (v) => [packet(0x10, head(v, 3), properties(v), client)] },
  {
    name: 'a will of QoS 3',
    first: true,
    send: (v) => [packet(0x10, head(v, 0x1e), properties(v), client, properties(v), text('w'), text('x'))],
  },
  { name: 'QoS of no will', first: true, send: (v) => [packet(0x10, head(v, 0x0a), properties(v), client)] },
  { name: 'retain of no will', first: true, send: (v) => [packet(0x10, head(v, 0x22), properties(v), client)] },
  {
    name: 'a password without a user name',
    first: true,
    version: 4,
    send: (v) => [packet(0x10, head(v, 0x42), client, text('secret'))],
  },
  {
    name: 'a client identifier that is not UTF-8',
    first: true,
    send: (v) => [packet(0x10, head(v, 2), properties(v), text(Buffer.from([0xc3, 0x28])))],
  },
  {
    name: 'a client identifier with U+0000',
    first: true,
    send: (v) => [packet(0x10, head(v, 2), properties(v), text('a\0b'))],
  },
  {
    name: 'a client identifier of 1,025 bytes',
    first: true,
    send: (v) => [packet(0x10, head(v, 2), properties(v), text('c'.repeat(1025)))],
    reason: 0x85,
    code: 2,
  },
  {
    name: 'no client identifier for a session to be kept',
    first: true,
    version: 4,
    send: (v) => [packet(0x10, head(v, 0), text(''))],
    code: 2,
  },
  {
    name: 'a surrogate in a user name',
    first: true,
    send: (v) => [packet(0x10, head(v, 0x82), properties(v), client, text(Buffer.from([0xed, 0xa0, 0x80])))],
  },
  {
    name: 'a will to a pattern',
    first: true,
    send: (v) => [packet(0x10, head(v, 0x06), properties(v), client, properties(v), text('a/#'), text('x'))],
    reason: 0x90,
  },
  {
    name: 'bytes behind a CONNECT',
    first: true,
    send: (v) => [packet(0x10, head(v, 2), properties(v), client, [1])],
  },
  {
    name: 'a receive maximum of 0',
    first: true,
    version: 5,
    send: (v) => [packet(0x10, head(v, 2), [3, 0x21, 0, 0], client)],
    reason: PROTOCOL_ERROR,
  },
  {
    name: 'a maximum packet size of 0',
    first: true,
    version: 5,
    send: (v) => [packet(0x10, head(v, 2), [5, 0x27, 0, 0, 0, 0], client)],
    reason: PROTOCOL_ERROR,
  },
  {
    name: 'a property of a CONNECT twice',
    first: true,
    version: 5,
    send: (v) => [packet(0x10, head(v, 2), [6, 0x21, 0, 9, 0x21, 0, 9], client)],
    reason: PROTOCOL_ERROR,
  },
  {
    name: 'a property of a PUBLISH in a CONNECT',
    first: true,
    version: 5,
    send: (v) => [packet(0x10, head(v, 2), [2, 0x01, 1], client)],
  },
  {
    name: 'a property that there is not',
    first: true,
    version: 5,
    send: (v) => [packet(0x10, head(v, 2), [2, 0x7e, 1], client)],
  },
  {
    name: 'properties longer than their packet',
    first: true,
    version: 5,
    send: (v) => [packet(0x10, head(v, 2), [0x7f], client)],
  },
  {
    name: 'authentication data without a method',
    first: true,
    version: 5,
    send: (v) => [packet(0x10, head(v, 2), [3, 0x16, 0, 0], client)],
    reason: PROTOCOL_ERROR,
  },
  {
    name: 'an authentication method',
    first: true,
    version: 5,
    send: (v) => [packet(0x10, head(v, 2), [4, 0x15, 0, 1, 0x61], client)],
    reason: 0x8c,
  },
  {
    name: 'a will that is to be retained',
    first: true,
    version: 5,
    send: (v) => [packet(0x10, head(v, 0x26), [0], client, [0], text('w'), text('x'))],
    reason: 0x9a,
  },
  {
    name: 'a will that is not UTF-8 as it says',
    first: true,
    version: 5,
    send: (v) => [packet(0x10, head(v, 0x06), [0], client, [2, 1, 1], text('w'), text(Buffer.from([0xff])))],
    reason: 0x99,
  },

  { name: 'a second CONNECT', send: (v) => [connectPacket(v)], reason: PROTOCOL_ERROR },
  { name: 'a packet of type 0', send: () => [[0x00, 0]] },
  { name: 'a CONNACK', send: () => [[0x20, 2, 0, 0]], reason: PROTOCOL_ERROR },
  { name: 'a PUBACK', send: () => [[0x40, 2, 0, 1]], reason: PROTOCOL_ERROR },
  { name: 'a PUBREC', send: () => [[0x50, 2, 0, 1]], reason: PROTOCOL_ERROR },
  { name: 'a PUBCOMP', send: () => [[0x70, 2, 0, 1]], reason: PROTOCOL_ERROR },
  { name: 'a SUBACK', send: () => [[0x90, 3, 0, 1, 0]], reason: PROTOCOL_ERROR },
  { name: 'an UNSUBACK', send: () => [[0xb0, 2, 0, 1]], reason: PROTOCOL_ERROR },
  { name: 'a PINGRESP', send: () => [[0xd0, 0]], reason: PROTOCOL_ERROR },
  { name: 'an AUTH', send: () => [[0xf0, 0]], reason: PROTOCOL_ERROR },
  { name: 'flags of a PINGREQ', send: () => [[0xc1, 0]] },
  { name: 'flags of a PUBREL', send: () => [[0x60, 2, 0, 1]] },
  { name: 'flags of a SUBSCRIBE', send: () => [[0x80, 6, 0, 1, 0, 1, 0x61, 0]] },
  { name: 'flags of an UNSUBSCRIBE', send: () => [[0xa0, 5, 0, 1, 0, 1, 0x61]] },
  { name: 'flags of a DISCONNECT', send: () => [[0xe1, 0]] },
  { name: 'a PINGREQ with a body', send: () => [[0xc0, 1, 0]] },
  { name: 'a packet of 256 MB', send: () => [[0x30, 0xff, 0xff, 0xff, 0x7f]], reason: 0x95 },
  { name: 'a PUBLISH of one byte too many', send: () => [[0x30, 0x9d, 0x3f]], reason: 0x95 },
  { name: 'a length of five bytes', send: () => [[0x30, 0x80, 0x80, 0x80, 0x80, 1]] },
  { name: 'QoS 3', send: (v) => [publish(v, 0x36, 'a')] },
  { name: 'QoS 0 sent again', send: (v) => [publish(v, 0x38, 'a')] },
  { name: 'a PUBLISH without a topic', send: () => [[0x30, 0]] },
  { name: 'an empty topic and no alias', send: (v) => [publish(v, 0x30, '')], reason: PROTOCOL_ERROR },
  { name: 'a topic with +', send: (v) => [publish(v, 0x30, 'a/+')], reason: 0x90 },
  { name: 'a topic with #', send: (v) => [publish(v, 0x32, '#')], reason: 0x90 },
  { name: 'a topic that is not UTF-8', send: (v) => [publish(v, 0x30, Buffer.from([0x61, 0xff]))] },
  { name: 'a topic of overlong UTF-8', send: (v) => [publish(v, 0x30, Buffer.from([0xc0, 0xaf]))] },
  { name: 'a surrogate in a topic', send: (v) => [publish(v, 0x30, Buffer.from([0xed, 0xbf, 0xbf]))] },
  { name: 'U+0000 in a topic', send: (v) => [publish(v, 0x30, 'a\0')] },
  {
    name: 'packet identifier 0',
    send: (v) => [packet(0x32, text('a'), [0, 0], properties(v))],
    reason: PROTOCOL_ERROR,
  },
  { name: 'a topic longer than its packet', send: () => [[0x30, 3, 0, 9, 0x61]] },
  { name: 'a topic alias of 0', version: 5, send: (v) => [publish(v, 0x30, 'a', [0x23, 0, 0])], reason: 0x94 },
  { name: 'a topic alias of 17', version: 5, send: (v) => [publish(v, 0x30, 'a', [0x23, 0, 17])], reason: 0x94 },
  {
    name: 'a topic alias that stands for nothing',
    version: 5,
    send: (v) => [publish(v, 0x30, '', [0x23, 0, 3])],
    reason: PROTOCOL_ERROR,
  },
  {
    name: 'two topic aliases',
    version: 5,
    send: (v) => [publish(v, 0x30, 'a', [0x23, 0, 1, 0x23, 0, 2])],
    reason: PROTOCOL_ERROR,
  },
  {
    name: 'a payload format of 2',
    version: 5,
    send: (v) => [publish(v, 0x30, 'a', [0x01, 2])],
    reason: PROTOCOL_ERROR,
  },
  {
    name: 'a payload that is not UTF-8 as it says, of QoS 0',
    version: 5,
    send: () => [packet(0x30, text('a'), [2, 0x01, 1], [0xff])],
    reason: 0x99,
  },
  { name: 'a retained message', version: 5, send: (v) => [publish(v, 0x31, 'a')], reason: 0x9a },
  { name: 'a subscription identifier of a client', version: 5, send: (v) => [publish(v, 0x30, 'a', [0x0b, 1])] },
  { name: 'a property cut in its middle', version: 5, send: (v) => [publish(v, 0x30, 'a', [0x02, 0, 0])] },
  { name: 'properties whose length is padded', version: 5, send: () => [packet(0x30, text('a'), [0x80, 0x00])] },
  {
    name: 'a user property that is not UTF-8',
    version: 5,
    send: (v) => [publish(v, 0x30, 'a', [0x26, 0, 1, 0xff, 0, 0])],
  },
  { name: 'a PUBREL of packet identifier 0', send: () => [[0x62, 2, 0, 0]], reason: PROTOCOL_ERROR },
  { name: 'a PUBREL of one byte', send: () => [[0x62, 1, 0]] },
  { name: 'a PUBREL with more', version: 4, send: () => [[0x62, 3, 0, 1, 0]] },
  {
    name: 'a PUBREL with a reason that there is not',
    version: 5,
    send: () => [[0x62, 3, 0, 1, 0x55]],
    reason: PROTOCOL_ERROR,
  },
  { name: 'a SUBSCRIBE to nothing', send: (v) => [packet(0x82, [0, 1], properties(v))], reason: PROTOCOL_ERROR },
  {
    name: 'a SUBSCRIBE of packet identifier 0',
    send: (v) => [packet(0x82, [0, 0], properties(v), text('a'), [0])],
    reason: PROTOCOL_ERROR,
  },
  { name: 'a SUBSCRIBE without options', send: (v) => [packet(0x82, [0, 1], properties(v), text('a'))] },
  { name: 'a SUBSCRIBE of QoS 3', send: (v) => [packet(0x82, [0, 1], properties(v), text('a'), [3])] },
  { name: 'reserved options of a SUBSCRIBE', send: (v) => [packet(0x82, [0, 1], properties(v), text('a'), [0x80])] },
  {
    name: 'retain handling 3',
    version: 5,
    send: (v) => [packet(0x82, [0, 1], properties(v), text('a'), [0x30])],
    reason: PROTOCOL_ERROR,
  },
  {
    name: 'a shared subscription without own messages',
    version: 5,
    send: (v) => [packet(0x82, [0, 1], properties(v), text('$share/g/a'), [0x04])],
    reason: PROTOCOL_ERROR,
  },
  {
    name: 'a subscription identifier of 0',
    version: 5,
    send: () => [packet(0x82, [0, 1], [2, 0x0b, 0], text('a'), [0])],
    reason: PROTOCOL_ERROR,
  },
  { name: 'an UNSUBSCRIBE from nothing', send: (v) => [packet(0xa2, [0, 1], properties(v))], reason: PROTOCOL_ERROR },
  {
    name: 'an UNSUBSCRIBE of packet identifier 0',
    send: (v) => [packet(0xa2, [0, 0], properties(v), text('a'))],
    reason: PROTOCOL_ERROR,
  },
  { name: 'a DISCONNECT with a body', version: 4, send: () => [[0xe0, 1, 0]] },
  {
    name: 'a DISCONNECT with a reason that there is not',
    version: 5,
    send: () => [[0xe0, 1, 0x55]],
    reason: PROTOCOL_ERROR,
  },
  {
    name: 'a DISCONNECT that keeps a session that there is not',
    version: 5,
    send: () => [[0xe0, 7, 0, 5, 0x11, 0, 0, 0, 9]],
    reason: PROTOCOL_ERROR,
  },
]

/** What ends a connection that is malformed. */
export const DEFAULT_REASON = MALFORMED
