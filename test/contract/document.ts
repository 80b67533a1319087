import { ok } from 'node:assert/strict'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Target } from '../support/targets.ts'
import type { Answer, Call } from './case.ts'

/** The OpenAPI document that a target serves, to check its answers against. */
export interface Document {
  /** @throws AssertionError  the document promises another status, media type or body for the operation */
  check(call: Call, answer: Answer): void
}

interface Operation {
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

type Content = Readonly<Record<string, unknown>>

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Settings make a difference to few of them, and to compile one takes a second. */
const documents = new Map<string, Document>()

/** @param basePath  in front of every path of the document's */
export async function readDocument(target: Target, basePath: string): Promise<Document> {
  const response = await target.fetch('/openapi.json')
  const text = await response.text()
  const key = `${basePath} ${text}`
  const document = documents.get(key) ?? documentOf(JSON.parse(text), basePath)
  documents.set(key, document)
  return document
}

function documentOf(openApi: OpenApi, basePath: string): Document {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'openapi', ...openApi })
  // A segment that stands for itself goes before a parameter in its place.
  const templates = Object.keys(openApi.paths)
    .sort((one, other) => one.split('{').length - other.split('{').length)
    .map((path) => ({ path, pattern: patternOf(path, basePath) }))
  const compiled = new Map<string, ValidateFunction>()

  function fits(value: unknown, pointer: readonly string[], what: string): void {
    const ref = `openapi#/${pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`
    const validate = compiled.get(ref) ?? ajv.compile({ $ref: ref })
    compiled.set(ref, validate)
    ok(validate(value), `${what} is not what ${ref} promises: ${ajv.errorsText(validate.errors)}`)
  }

  return {
    check({ method, path, headers, body }, answer) {
      const pathname = path.split('?', 1)[0] as string
      const template = templates.find(({ pattern }) => pattern.test(pathname))?.path
      const verb = method.toLowerCase()
      const operation = template === undefined ? undefined : openApi.paths[template]?.[verb]
      // No operation: an unknown path, a method a path has not, HEAD and OPTIONS. Of these it promises nothing.
      if (template === undefined || operation === undefined) return
      const status = String(answer.status) in operation.responses ? String(answer.status) : 'default'
      const content = operation.responses[status]?.content
      const at = ['paths', template, verb]
      if (content === undefined) ok(answer.text === '', `${method} ${template} ${answer.status} has a body`)
      else if (answer.headers.has('content-type')) {
        const type = (answer.headers.get('content-type') ?? '').split(';', 1)[0] as string
        ok(type in content, `${type} is not promised for ${answer.status} of ${method} ${template}`)
        const values = type === 'text/plain' ? [answer.text] : answer.lines ? answer.lines : [answer.json]
        for (const value of values)
          fits(value, [...at, 'responses', status, 'content', type, 'schema'], answer.text.slice(0, 300))
      }
      // Of a stream some records may be good and others not.
      if (answer.lines) return
      const sent = operation.requestBody?.content
      const type = headers['content-type']?.split(';', 1)[0]?.toLowerCase()
      if (answer.status > 204 || sent === undefined || typeof body !== 'string' || type === undefined) return
      if (body.trim() === '') return
      ok(type in sent, `${type} was read by ${method} ${template}, though not promised`)
      fits(JSON.parse(body), [...at, 'requestBody', 'content', type, 'schema'], body.slice(0, 300))
    },
  }
}

function patternOf(template: string, basePath: string): RegExp {
  const segments = template.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')
  return new RegExp(`^(?:${basePath})?(?:/kafka(?=/v3/))?${segments}$`)
}
