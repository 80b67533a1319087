import { RE2JS } from 're2js'
import { isTopicName } from '../kafka/topic-name.ts'

/** Longest MQTT topic that is mapped, in bytes of UTF-8. MQTT allows 65,535; no regular expression should have to read them. */
export const MAX_TOPIC_BYTES = 1024

/** Which Kafka topic an MQTT topic's messages belong to. */
export interface TopicMapping {
  /**
   * The Kafka topic of the first entry whose regular expression matches the whole MQTT topic.
   *
   * @returns undefined when none matches, when that entry's groups make no legal name of a Kafka topic, and when the MQTT topic
   *          has more than {@link MAX_TOPIC_BYTES}
   */
  topicFor(mqttTopic: string): string | undefined
}

interface Entry {
  readonly regex: RE2JS
  /** The Kafka topic; undefined when groups belong in it. */
  readonly topic: string | undefined
  /** Its pieces otherwise: text, or the number of a group. */
  readonly pieces: readonly (string | number)[]
}

/**
 * Parses `topic.regex.list` of Confluent's MQTT proxy: `<kafka topic>:<regular expression>`, entries parted by commas.
 *
 *     temperature:.*temperature, $1.raw:site/([a-z]+)/.{1,3}
 *     └─ topic ─┘ └─ expression ┘ └ the first group and text
 *
 * What stands before the first colon is the topic, `$1` in it the first group and `$$` a dollar; everything behind it is the
 * expression (RE2: linear in the topic, without look-around and back references). A comma within brackets, braces or
 * parentheses, or behind a backslash, belongs to the expression. Blanks around an entry are dropped.
 *
 * @throws Error  whose message completes "NAME: …" and says what to change
 */
export function parseTopicMapping(text: string): TopicMapping {
  const entries = split(text).map(parseEntry)
  if (entries.length === 0) throw new Error('name at least one entry as <kafka topic>:<regular expression>')

  return {
    topicFor(mqttTopic) {
      if (Buffer.byteLength(mqttTopic) > MAX_TOPIC_BYTES) return undefined
      for (const { regex, topic, pieces } of entries) {
        if (topic !== undefined) {
          if (regex.matches(mqttTopic)) return topic
          continue
        }
        const matcher = regex.matcher(mqttTopic)
        if (!matcher.matches()) continue
        const name = pieces.map((piece) => (typeof piece === 'string' ? piece : (matcher.group(piece) ?? ''))).join('')
        return isTopicName(name) ? name : undefined
      }
      return undefined
    },
  }
}

const OPENING = '([{'
const CLOSING = ')]}'

/** Cuts at commas that stand in no expression's brackets. */
function split(text: string): readonly string[] {
  const entries: string[] = []
  let depth = 0
  let inClass = false
  let start = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (character === '\\') index++
    else if (inClass) inClass = character !== ']'
    else if (character === '[') {
      inClass = true
      // A bracket that comes first in a class closes nothing.
      if (text[index + 1] === '^') index++
      if (text[index + 1] === ']') index++
    } else if (OPENING.includes(character)) depth++
    else if (CLOSING.includes(character)) depth--
    else if (character === ',' && depth <= 0) {
      entries.push(text.slice(start, index))
      start = index + 1
      depth = 0
    }
  }
  entries.push(text.slice(start))
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '')
}

function parseEntry(entry: string): Entry {
  const colon = entry.indexOf(':')
  if (colon === -1) {
    throw new Error(
      `'${entry}' has no colon: write <kafka topic>:<regular expression>, and a comma of an expression as [,]`,
    )
  }
  const [name, expression] = [entry.slice(0, colon).trim(), entry.slice(colon + 1)]
  if (expression === '') throw new Error(`'${entry}' has no regular expression behind its colon; .* is any topic`)
  const regex = compile(name, expression)
  const pieces = piecesOf(name)
  for (const piece of pieces) {
    if (typeof piece === 'number' && piece > regex.groupCount()) {
      throw new Error(
        `'${name}' names group ${piece}, and its regular expression has ${regex.groupCount()}: put what belongs in the topic in parentheses`,
      )
    }
  }
  const withGroups = pieces.some((piece) => typeof piece === 'number')
  // Each group stands for one legal character: what is around it must be legal as it is.
  const sample = pieces.map((piece) => (typeof piece === 'string' ? piece : 'x')).join('')
  if (!isTopicName(sample)) {
    throw new Error(
      `'${name}' is no name of a Kafka topic: write 1 to 249 letters, digits, dots, dashes and underscores before the colon`,
    )
  }
  return { regex, topic: withGroups ? undefined : sample, pieces }
}

function compile(name: string, expression: string): RE2JS {
  try {
    return RE2JS.compile(expression)
  } catch (error) {
    throw new Error(`the regular expression of '${name}' cannot be used: ${(error as Error).message}`)
  }
}

function piecesOf(name: string): readonly (string | number)[] {
  return (name.match(/\$\d+|\$\$|\$|[^$]+/g) ?? []).map((piece) => {
    if (piece === '$$') return '$'
    return /^\$\d/.test(piece) ? Number(piece.slice(1)) : piece
  })
}
