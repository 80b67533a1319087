import { isUtf8 } from 'node:buffer'
import { isJson } from './json-check.ts'
import { type PartWriter, Undecodable } from './part-writer.ts'

/** The format `json`: the record's own text, to the letter. */
export const writeJson: PartWriter = (output, bytes, start, end) => {
  if (!isJson(bytes, start, end)) {
    throw new Undecodable(isUtf8(bytes.subarray(start, end)) ? 'it is not JSON' : 'it is not UTF-8')
  }
  output.appendRange(bytes, start, end)
  return end - start
}
