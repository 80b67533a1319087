const schemas = [
  { schema: '"string"' },
  { schemaType: 'JSON', schema: '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}' },
  { schemaType: 'PROTOBUF', schema: 'syntax = "proto3"; message Warm { string up = 1; }' },
]

/**
 * Registers a schema of each language: a registry that has just started takes seconds to load what it checks them with, on
 * a busy machine more than a proxy waits.
 *
 * @throws Error  it refuses one
 */
export async function warmRegistry(url: string): Promise<void> {
  for (const [index, schema] of schemas.entries()) {
    const response = await fetch(`${url}/subjects/warm-up-${index}/versions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify(schema),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`The registry refused a schema: ${text}`)
  }
}
