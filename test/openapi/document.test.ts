import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { createDocument } from '../../shared/openapi/document.ts'
import { schemas } from '../../shared/openapi/schemas.ts'
import { routes } from '../../shared/routes.ts'

interface Operation {
  readonly operationId: string
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >
}

const document = createDocument(routes, 'https://data.example.org/kafka', '/kafka') as {
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

describe('the OpenAPI document', () => {
  test('has every route and no other', () => {
    deepEqual(
      operations.map(({ path, method }) => `${method} ${path}`).sort(),
      routes.map(({ path, method }) => `${method.toLowerCase()} ${path.replaceAll(/\/:(\w+)/g, '/{$1}')}`).sort(),
    )
  })

  test('names every operation once', () => {
    const names = operations.map(({ operation }) => operation.operationId)
    equal(new Set(names).size, names.length)
  })

  test('names the parameters of each path', () => {
    for (const { path, operation } of operations) {
      deepEqual(
        operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`),
        path.match(/\{\w+\}/g) ?? [],
      )
    }
  })

  test('says of every operation what success looks like, unless it has no body', () => {
    for (const { operation } of operations) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        const onlyLocation = operation.operationId === 'api.v3.acls.create' && status === '201'
        if (status === '204' || status === '304' || onlyLocation) ok(content === undefined)
        else ok(content !== undefined, operation.operationId)
        for (const { schema } of Object.values(content ?? {})) ok(Object.keys(schema).length > 0, operation.operationId)
      }
    }
  })

  test('says where the API is', () => {
    equal(document.servers[0]?.url, 'https://data.example.org/kafka')
    const { servers } = createDocument(routes, '', '') as typeof document
    equal(servers[0]?.url, '/')
  })

  test('refers to no schema that there is not', () => {
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g))
      ok(name && name in schemas, name)
  })

  test('has schemas that are JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: true, validateFormats: false, allowUnionTypes: true })
    ajv.addVocabulary(['components'])
    for (const name of Object.keys(schemas)) {
      ajv.compile({ $ref: `#/components/schemas/${name}`, components: { schemas } })
    }
  })
})
