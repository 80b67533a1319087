/**
 * What Node is told wherever it runs the server.
 *
 * Bodies, batches and answers are short-lived and large. With the young generation that Node allows itself by default
 * several hundred MB of them gather before they are looked through; with 8 MiB the process stays below 200 MB, at the same
 * processor time.
 */
export const SERVER_FLAGS: readonly string[] = ['--max-semi-space-size=8']
