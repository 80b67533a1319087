import avro from 'avsc'

const long = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer(value: bigint) {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(value)
    return bytes
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
})

/** avsc, an Avro implementation that is not ours, with longs as bigint and unions always wrapped. */
export function referenceType(schema: unknown): avro.Type {
  const type = avro.Type.forSchema(schema as avro.Schema, { wrapUnions: 'always', registry: { long } })
  if (!(type instanceof avro.types.BytesType)) return type
  // Confluent's serializers write bytes that are the whole schema without a length.
  const same = { value: (bytes: Buffer) => Buffer.from(bytes) }
  return Object.create(type, { toBuffer: same, fromBuffer: same })
}

/** What avsc reads from a message in Confluent's wire format; fails when a byte is left over. */
export function decode(schema: unknown, message: Buffer): unknown {
  return plain(referenceType(schema).fromBuffer(message.subarray(5)))
}

/** avsc's objects have classes of their own, which a comparison would see. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}
