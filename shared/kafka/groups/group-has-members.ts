/**
 * The group is in use by native Kafka consumers, of whichever protocol: its offsets are theirs to commit until the last of
 * them has left. A group id that share consumers have taken is never free again (KIP-932).
 */
export class GroupHasMembers extends Error {
  readonly group: string

  constructor(group: string, cause?: unknown) {
    super(`Group ${group} is in use by native Kafka consumers; stop them or use another group.`, { cause })
    this.name = 'GroupHasMembers'
    this.group = group
  }
}
