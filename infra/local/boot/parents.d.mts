/**
 * Calls back, once, when npm is gone that started this process as a script. npm puts a shell in between: SIGTERM to npm
 * ends that shell, SIGKILL ends npm alone, and neither reaches the script. Without npm nothing is watched: a process may
 * well be left to itself on purpose.
 *
 * @returns stops watching
 */
export function watchParents(orphaned: () => void): () => void
