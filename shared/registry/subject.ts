/** The subject of a topic's keys or values: Confluent's TopicNameStrategy. */
export function topicSubject(topic: string, part: 'key' | 'value'): string {
  return `${topic}-${part}`
}
