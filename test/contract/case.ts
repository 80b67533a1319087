import { JSON_TYPE, V2 } from '../../shared/http/media-types.ts'
import type { TopicShape } from '../support/kafka.ts'
import type { Target } from '../support/targets.ts'

/** A request; names in braces in its path and headers stand for values of the case's facts. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

/** What a case is about, once it runs. */
export interface Facts {
  readonly target: Target
  /** The case's own topic; when it asked for none, one of the table's that stays empty. */
  readonly topic: string
  /** What names in braces stand for: `topic`, `empty` (a topic in which nothing may be stored), and what `given` found. */
  readonly values: Readonly<Record<string, string>>
  /** Sends another request through the same target. */
  send(call: Call): Promise<Answer>
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Decompressed. */
  readonly text: string
  /** `undefined` when the body is no JSON. */
  readonly json: unknown
  /** Of a stream of JSON values, each with CRLF behind it. */
  readonly lines?: readonly unknown[]
}

/** What a case expects. A function looks at the parsed body itself. */
export interface Expectation {
  readonly status: number
  /** Content type; null for none. Default: the one that the path's API answers. */
  readonly type?: string | null
  readonly headers?: Readonly<Record<string, string | RegExp | null>>
  readonly body?: unknown
  /** Of a stream. */
  readonly lines?: readonly unknown[]
}

/** One sentence of the contract, as a row. */
export interface Case {
  readonly name: string
  /** Section of the contract. */
  readonly contract: string
  /** A topic of the case's own; `missing` makes its name only. */
  readonly topic?: TopicShape | 'missing'
  /** Comes before the request; what it returns joins the facts' values. */
  readonly given?: (facts: Facts) => Promise<Readonly<Record<string, string>> | undefined>
  readonly request: Call | ((facts: Facts) => Call)
  readonly answers: Expectation
  /** Lambda’s events and answers hold 6 MB at most. */
  readonly tooLargeForLambda?: boolean
  readonly afterwards?: (facts: Facts, answer: Answer) => Promise<void> | void
}

/** A proxy's settings and what they speak of, for one table. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>
  /** Values for names in braces. */
  readonly values?: Readonly<Record<string, string>>
  close?(): Promise<void>
}

/** Cases that need the same settings. */
export interface Table {
  readonly about: string
  /** Default: what every proxy under test has. */
  readonly surroundings?: () => Promise<Surroundings>
  /** After each case a good request must still be served. */
  readonly harmless?: boolean
  /** Its cases are so heavy that they would only wait for each other. */
  readonly oneByOne?: boolean
  readonly cases: readonly Case[]
}

export const binary2 = 'application/vnd.kafka.binary.v2+json'
export const json2 = 'application/vnd.kafka.json.v2+json'
export const text2 = 'application/vnd.kafka.text.v2+json'
export const avro2 = 'application/vnd.kafka.avro.v2+json'
export const jsonschema2 = 'application/vnd.kafka.jsonschema.v2+json'
export const protobuf2 = 'application/vnd.kafka.protobuf.v2+json'

export function get(path: string, headers: Call['headers'] = {}): Call {
  return { method: 'GET', path, headers }
}

/** @param body  text and bytes go as they are, anything else as JSON */
export function post(path: string, type: string | undefined, body: unknown, headers: Call['headers'] = {}): Call {
  return send('POST', path, type, body, headers)
}

export function send(method: string, path: string, type?: string, body?: unknown, headers: Call['headers'] = {}): Call {
  return {
    method,
    path,
    headers: { ...(type !== undefined && { 'content-type': type }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' || isBytes(body) ? body : JSON.stringify(body) }),
  }
}

function isBytes(value: unknown): value is Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array
}

/** An error of the contract; the message is ours to word, unless a client is known to look at it. */
export function refused(status: number, code: number, message?: RegExp): Expectation {
  return { status, body: { error_code: code, message: message ?? /\S/ } }
}

/** A produce answer: where each record was stored, as `[partition, offset]`, or the code of its failure. */
export function stored(
  results: readonly (readonly [number, number] | number)[],
  ids: { key?: number | RegExp | null; value?: unknown } = {},
): Expectation {
  return {
    status: 200,
    body: {
      offsets: results.map((result) =>
        typeof result === 'number'
          ? { partition: null, offset: null, error_code: result, error: /\S/ }
          : { partition: result[0], offset: result[1], error_code: null, error: null },
      ),
      key_schema_id: ids.key ?? null,
      value_schema_id: ids.value ?? null,
    },
  }
}

/** The type of answers below a path, when a case says nothing else. */
export function usualType(path: string): string {
  return /\/(v3|health|openapi)/.test(path) ? JSON_TYPE : V2
}
