import { RestError, type RestErrorOptions } from './rest-error.ts'

/** 422/42201: records have keys but the request names no key schema. */
export class KeySchemaMissing extends RestError {
  constructor() {
    super(422, 42201, 'Request includes keys but does not include key schema')
  }
}

/** 422/42202: records have values but the request names no value schema. */
export class ValueSchemaMissing extends RestError {
  constructor() {
    super(422, 42202, 'Request includes values but does not include value schema')
  }
}

/** 422/42205: the schema text is not a valid schema, or is not compatible with the subject's earlier versions. */
export class InvalidSchema extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(422, 42205, message, options)
  }
}

/** 422/42207: the registry refused: unknown schema id, an id of another subject, an incompatible schema. */
export class SchemaRefused extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(422, 42207, message, options)
  }
}

/** The schema registry's own no, for those who read from it through this proxy: its status, its code, its message. */
export class RegistryRefusal extends RestError {}
