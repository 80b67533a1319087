/** Words for writing JSON Schemas (2020-12) shortly. */
export const string = { type: 'string' } as const
export const integer = { type: 'integer' } as const
export const whole = { type: 'integer', minimum: 0 } as const
export const boolean = { type: 'boolean' } as const
export const link = { type: 'string', format: 'uri' } as const

export const nullable = (type: string) => ({ type: [type, 'null'] })
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** An object with these members and no others; all are required unless it is said which. */
export function object(properties: Record<string, object>, required = Object.keys(properties)): object {
  return { type: 'object', properties, required, additionalProperties: false }
}

/** An object with nothing required in it, which may be left out altogether. */
export function optionalObject(properties: Record<string, object>): object {
  return { ...object(properties, []), type: ['object', 'null'] }
}

export function array(items: object): object {
  return { type: 'array', items }
}

/** A parameter in the query that may be left out. */
export function query(name: string, description: string, schema: object = string): object {
  return { name, in: 'query', description, schema }
}
