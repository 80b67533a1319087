/** The subject of a topic's keys or values: Confluent's TopicNameStrategy. */
export function topicSubject(topic: string, part: 'key' | 'value'): string {
  return `${topic}-${part}`
}

/**
 * A subject as a segment of a registry's path.
 *
 * @returns `undefined` for what would be another path than its own: `.` and `..` mean folders, encoded or not
 */
export function subjectSegment(subject: string): string | undefined {
  return /^\.{0,2}$/.test(subject) ? undefined : encodeURIComponent(subject.toWellFormed())
}
