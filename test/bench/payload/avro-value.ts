import avro from 'avsc'

/** A time, a name, and as many readings as it takes. */
export const readingsSchema = JSON.stringify({
  type: 'record',
  name: 'Readings',
  namespace: 'bench',
  fields: [
    { name: 'timestamp', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'sensor', type: 'string' },
    { name: 'readings', type: { type: 'array', items: 'double' } },
  ],
})

const type = avro.Type.forSchema(JSON.parse(readingsSchema))
/** In front of what Avro makes of it, in Confluent's wire format. */
const HEAD_BYTES = 5

/**
 * A record of {@link readingsSchema} which is stored in exactly so many bytes.
 *
 * @param bytes  60 or more
 */
export function avroValue(index: number, bytes: number): object {
  const count = Math.floor((bytes - 40) / 8)
  const readings = Array.from({ length: count }, (_, field) => 20.5 + ((index * 7 + field * 13) % 64) / 64)
  const value = { timestamp: 1_767_225_600_000_000 + index, sensor: '', readings }
  // A name of fewer than 64 characters has a length of one byte, as an empty one has.
  value.sensor = `s${index}`.padEnd(63, 'x').slice(0, bytes - HEAD_BYTES - type.toBuffer(value).length)
  return value
}
