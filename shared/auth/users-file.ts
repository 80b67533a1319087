import { readFileSync, type StatsListener, unwatchFile, watchFile } from 'node:fs'
import { parseUsers, type Users } from './users.ts'

/** How often the file is looked at. */
const EVERY_MS = 1_000

/** A file of users, as fresh as it is. */
export interface UsersFile {
  /** The same map as long as nothing has changed. */
  users(): Users
  close(): void
}

/**
 * Reads a file of users and reads it again when it has changed, also behind a symbolic link, as secrets are mounted in
 * containers. What cannot be read changes nothing.
 *
 * @param onProblem  told when a change could not be read
 * @throws Error  it cannot be read at the start
 */
export function openUsersFile(path: string, onProblem: (error: unknown) => void): UsersFile {
  let users = parseUsers(readFileSync(path, 'utf8'))
  const reload: StatsListener = (now, before) => {
    if (now.mtimeMs === before.mtimeMs && now.ino === before.ino && now.size === before.size) return
    try {
      users = parseUsers(readFileSync(path, 'utf8'))
    } catch (error) {
      onProblem(error)
    }
  }
  watchFile(path, { interval: EVERY_MS, persistent: false }, reload)
  return { users: () => users, close: () => unwatchFile(path, reload) }
}
