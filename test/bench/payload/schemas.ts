import { telemetrySchema } from './telemetry.ts'

/** How a schema is sent: the format's name in media types and its text. */
export interface SchemaKind {
  readonly format: 'avro' | 'jsonschema' | 'protobuf'
  /** The registry's name of the language. */
  readonly type: 'AVRO' | 'JSON' | 'PROTOBUF'
  readonly text: string
}

/** The telemetry record in each language. */
export const schemaKinds: readonly SchemaKind[] = [
  { format: 'avro', type: 'AVRO', text: telemetrySchema },
  {
    format: 'jsonschema',
    type: 'JSON',
    text: JSON.stringify({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Telemetry',
      type: 'object',
      properties: {
        timestamp: { type: 'integer' },
        source: { type: 'string' },
        temperature: { type: 'number' },
        pressure: { type: 'number' },
        humidity: { type: 'number' },
        voltage: { type: 'number' },
      },
      required: ['timestamp', 'source', 'temperature', 'pressure', 'humidity', 'voltage'],
      additionalProperties: false,
    }),
  },
  {
    format: 'protobuf',
    type: 'PROTOBUF',
    text: `syntax = "proto3";
package bench;
message Telemetry {
  int64 timestamp = 1;
  string source = 2;
  float temperature = 3;
  float pressure = 4;
  float humidity = 5;
  float voltage = 6;
}
`,
  },
]

/** Registers a schema. @returns its id @throws Error  the registry's own words */
export async function registerSchema(registry: string, subject: string, { type, text }: SchemaKind): Promise<number> {
  const response = await fetch(`${registry}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema: text, ...(type !== 'AVRO' && { schemaType: type }) }),
  })
  if (!response.ok) throw new Error(`The registry refused the schema: ${await response.text()}`)
  return ((await response.json()) as { id: number }).id
}
