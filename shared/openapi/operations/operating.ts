import type { Operations } from '../operation.ts'
import { object, string } from '../shape.ts'

const status = { ...object({ status: string }, []), additionalProperties: true }

export const operatingOperations: Operations = {
  'health.live': { answer: status },
  'health.ready': { answer: status, others: { 503: ['Something cannot be reached.', status] } },
  metrics: { answer: string },
  openapi: { answer: { type: 'object' } },
}
