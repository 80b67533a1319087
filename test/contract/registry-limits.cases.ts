import { equal } from 'node:assert/strict'
import { stack } from '../support/stack.ts'
import { avro2, type Case, jsonschema2, post, protobuf2, refused } from './case.ts'

const CHARACTERS = 5_000_000

const enormous: readonly (readonly [what: string, type: string, text: () => string])[] = [
  ['an Avro enum', avro2, () => JSON.stringify({ type: 'enum', name: 'E', symbols: names(CHARACTERS / 10) })],
  ['an Avro record with a long comment', avro2, () => record('x'.repeat(CHARACTERS))],
  ['an Avro schema of opening brackets', avro2, () => '['.repeat(CHARACTERS)],
  ['a JSON Schema', jsonschema2, () => JSON.stringify({ type: 'object', description: 'x'.repeat(CHARACTERS) })],
  ['a Protobuf file', protobuf2, () => `syntax = "proto3"; message M {} // ${'x'.repeat(CHARACTERS)}`],
]

/** Schemas that are too much. */
export const registryLimits: readonly Case[] = [
  ...enormous.map(
    ([what, type, text]): Case => ({
      name: `${what} of 5 MB is refused, and the registry is not bothered with it`,
      contract: 'B.3 42205',
      topic: {},
      // As JSON in JSON it would be larger than an event of Lambda's can be.
      tooLargeForLambda: true,
      request: () => post('/topics/{topic}', type, { value_schema: text(), records: [{ value: 1 }] }),
      answers: refused(422, 42205),
      async afterwards({ topic }) {
        equal((await fetch(`${stack.registry}/subjects/${topic}-value/versions`)).status, 404)
      },
    }),
  ),
]

function names(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `S${String(i).padStart(6, '0')}`)
}

function record(doc: string): string {
  return JSON.stringify({ type: 'record', name: 'R', doc, fields: [] })
}
