import type { Parse } from './setting.ts'

/** A header that answers get. */
export interface ConfiguredHeader {
  readonly name: string
  /** What it says; of a date, how many milliseconds from the answer it lies. */
  readonly value: string | number
  /** Whether what is configured before it under the same name stays. */
  readonly add: boolean
}

const ENTRY = /^(set|add|setdate|adddate)\s+([^\s:]+)\s*:\s*(.*)$/is
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/
const VALUE = /^[\x20-\x7e]+$/
const WANTED = '[set|add|setDate|addDate] name: value'

/** Headers that HTTP itself, or the answer's content, decides about. */
const OWN: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
  'x-request-id',
])

/**
 * Headers in the syntax of Confluent's `response.http.headers.config`: `set X-Frame-Options: DENY, add Vary: Accept`. Quotation
 * marks stand around an entry whose value has commas.
 */
export const headerList: Parse<readonly ConfiguredHeader[]> = (text) =>
  entriesOf(text).map((entry) => {
    const [, action = '', name = '', given = ''] = ENTRY.exec(entry) ?? []
    if (action === '') {
      throw new Error(`'${entry}' is not ${WANTED}; an entry whose value has commas stands in quotation marks`)
    }
    if (!NAME.test(name)) throw new Error(`'${name}' is no name of a header`)
    if (OWN.has(name.toLowerCase()) || name.toLowerCase().startsWith('access-control-'))
      throw new Error(`'${name}' is decided by the proxy itself`)
    const value = given.trim()
    if (!VALUE.test(value)) throw new Error(`the value of '${name}' is empty or has characters that are not ASCII`)
    const add = /^add/i.test(action)
    if (!/date$/i.test(action)) return { name, value, add }
    if (!/^-?\d{1,15}$/.test(value))
      throw new Error(`'${name}' is a date: its value is a number of milliseconds from now`)
    return { name, value: Number(value), add }
  })

/** Parts a list at its commas, except within quotation marks, which are dropped; a backslash there takes the next as it is. */
function entriesOf(text: string): string[] {
  const entries: string[] = []
  let entry = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (quoted && character === '\\') entry += text.charAt(++at)
    else if (character === '"') quoted = !quoted
    else if (character === ',' && !quoted) {
      entries.push(entry)
      entry = ''
    } else entry += character
  }
  if (quoted) throw new Error('a quotation mark is not closed')
  return [...entries, entry].map((each) => each.trim()).filter((each) => each !== '')
}
