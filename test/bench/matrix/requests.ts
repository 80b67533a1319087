import { avroValue, readingsSchema } from '../payload/avro-value.ts'
import { produceRequest } from '../payload/http-request.ts'
import { registerSchema } from '../payload/schemas.ts'
import { binaryValue, jsonValue, recordsOf } from '../payload/values.ts'
import type { Load, Stage } from '../stage/stage.ts'
import type { MatrixCell } from './cell.ts'

/**
 * The requests of each cell; Avro's name the schema by its id.
 *
 * @param token  goes along where a cell has one
 */
export async function matrixRequests(stage: Stage, token: string): Promise<(cell: MatrixCell) => Load> {
  const topic = await stage.createTopic('bench-matrix')
  const id = await registerSchema(stage.registry, `${topic}-value`, {
    format: 'avro',
    type: 'AVRO',
    text: readingsSchema,
  })
  return ({ format, records, bytes, connections, auth }) => {
    const value = (index: number) => {
      if (format === 'binary') return binaryValue(bytes)
      return format === 'avro' ? avroValue(index, bytes) : jsonValue(index, bytes)
    }
    const body = { ...(format === 'avro' && { value_schema_id: id }), records: recordsOf(records, value) }
    const headers = auth ? [`Authorization: Bearer ${token}`] : []
    return {
      request: produceRequest(topic, format, body, headers),
      connections,
      recordsPerRequest: records,
    }
  }
}
