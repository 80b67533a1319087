/** Whether Kafka accepts the name: 1 to 249 of letters, digits, dot, dash, underscore, and neither `.` nor `..`. */
export function isTopicName(name: string): boolean {
  return /^[a-zA-Z0-9._-]{1,249}$/.test(name) && name !== '.' && name !== '..'
}
