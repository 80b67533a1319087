import avro from 'avsc'
import protobuf from 'protobufjs'
import { alertSchema, alertValue } from './alert.ts'
import type { SchemaKind } from './schemas.ts'
import { telemetryValue } from './telemetry.ts'

/** A record's value in Confluent's wire format: a zero byte, the schema id, what the language makes of the datum. */
type Encode = (index: number) => Buffer

/** Telemetry as other serializers than ours write it. @param id  of the schema */
export function telemetryEncoder({ format, text }: SchemaKind, id: number): Encode {
  if (format === 'jsonschema') return (index) => message(id, Buffer.from(JSON.stringify(telemetryValue(index))))
  if (format === 'avro') {
    const type = avro.Type.forSchema(JSON.parse(text))
    return (index) => message(id, type.toBuffer(telemetryValue(index)))
  }
  const type = protobuf.parse(text).root.lookupType('bench.Telemetry')
  // Behind the id: that it is the file's first message.
  const first = Buffer.of(0)
  return (index) => message(id, first, type.encode(type.fromObject(telemetryValue(index))).finish())
}

/** Alerts, likewise. */
export function alertEncoder(id: number): Encode {
  const type = avro.Type.forSchema(JSON.parse(alertSchema), { wrapUnions: 'always' })
  return (index) => message(id, type.toBuffer(alertValue(index)))
}

function message(id: number, ...parts: Uint8Array[]): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(id, 1)
  return Buffer.concat([head, ...parts])
}
