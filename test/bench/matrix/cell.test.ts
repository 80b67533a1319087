import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import avro from 'avsc'
import { loadConfig } from '../../../shared/config/config.ts'
import { avroValue, readingsSchema } from '../payload/avro-value.ts'
import { fullMatrix, mainLines, nameOfMatrixCell } from './cell.ts'

test('no cell of the matrix is more than the default settings let through, and all main lines are in it', () => {
  const { settings, producer } = loadConfig({
    KAFKA_REST_BOOTSTRAP_SERVERS: 'localhost:9092',
    KAFKA_REST_LISTENERS: 'http://127.0.0.1:0',
  })
  const full = fullMatrix()
  for (const { records, bytes, connections } of full) {
    ok(records * bytes * (4 / 3) < settings.maxBodyBytes)
    ok(records * bytes * connections <= producer.bufferBytes)
  }
  const names = new Set(full.map(nameOfMatrixCell))
  equal(names.size, full.length)
  for (const cell of mainLines()) ok(names.has(nameOfMatrixCell(cell)))
})

test('an Avro value has the size that is asked for', () => {
  const type = avro.Type.forSchema(JSON.parse(readingsSchema))
  for (const bytes of [60, 100, 1000, 20_000, 60_000]) {
    equal(type.toBuffer(avroValue(7, bytes)).length + 5, bytes)
  }
})
