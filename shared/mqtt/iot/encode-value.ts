import { isUtf8 } from 'node:buffer'
import type { Settings } from '../../config/load.ts'
import type { Context } from '../../context.ts'
import type { PartEncoder } from '../../formats/format.ts'
import { JsonText } from '../../formats/json-text.ts'
import { JsonReader } from '../../http/json-reader.ts'
import { topicSubject } from '../../registry/subject.ts'

/**
 * A payload as the value that Kafka stores: as it is, or what its JSON is in the format of the settings, by the latest schema
 * of the subject where the format has schemas.
 *
 * @param topic     of Kafka
 * @param deadline  epoch milliseconds
 * @throws Error  it is not JSON, or does not fit; and what registries' refusals are (http/errors/schemas.ts)
 */
export async function encodeValue(
  payload: Buffer,
  topic: string,
  { mqttValueFormat: format, mqttValueSubject }: Pick<Settings, 'mqttValueFormat' | 'mqttValueSubject'>,
  { formats, registry }: Pick<Context, 'formats' | 'registry'>,
  deadline: number,
): Promise<Buffer | null> {
  if (format === 'binary') return payload
  const datum = jsonOf(payload)
  let encoder: PartEncoder
  if (format === 'json') encoder = await formats.json.encoder('value', topic, {}, true, deadline)
  else {
    if (!registry) throw new Error('there is no schema registry: set KAFKA_REST_SCHEMA_REGISTRY_URL')
    const subject = mqttValueSubject || topicSubject(topic, 'value')
    const { id } = await registry.underSubject(subject, 'latest', deadline)
    encoder = await formats[format].encoder('value', topic, { id, subject }, true, deadline)
  }
  return encoder.encode(datum)
}

function jsonOf(payload: Buffer): JsonText {
  const reader = new JsonReader(payload)
  try {
    reader.skipValue()
    reader.finish()
  } catch (cause) {
    throw new NoJson(cause)
  }
  if (!isUtf8(payload)) throw new NoJson(undefined)
  return new JsonText(payload).moveTo(reader.from, reader.to, reader.spaced)
}

class NoJson extends Error {
  constructor(cause: unknown) {
    super('the payload is no JSON', { cause })
  }
}
