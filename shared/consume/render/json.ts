import { isJson } from './json-check.ts'
import { type PartWriter, Undecodable } from './part-writer.ts'

/** The format `json`: the record's own text, to the letter. */
export const writeJson: PartWriter = (output, bytes, start, end) => {
  if (!isJson(bytes, start, end)) throw new Undecodable('it is not JSON')
  output.appendRange(bytes, start, end)
}
