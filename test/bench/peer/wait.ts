import { setTimeout as delay } from 'node:timers/promises'
import type { PeerAddress } from './address.ts'

const LOOK_MS = 500
const PATIENCE_MS = 300_000

/**
 * Waits until a peer lists a topic: it serves then, and from the broker that has this topic.
 *
 * @param say  what is waited for, as soon as something is
 * @throws Error  it did not within five minutes, with what it said last
 */
export async function waitForPeer(
  { name, host, port }: PeerAddress,
  topic: string,
  kafka: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const url = `http://${host}:${port}/topics`
  const until = Date.now() + PATIENCE_MS
  let said = await topicsOf(url)
  if (!isListed(topic, said)) say(`Waiting for ${name} at ${url}: point it at the broker at ${kafka}.`)
  while (!isListed(topic, said)) {
    if (Date.now() > until) throw new Error(`${name} did not list the topic ${topic} at ${url}; it said: ${said}`)
    await delay(LOOK_MS, undefined, { signal })
    said = await topicsOf(url)
  }
}

function isListed(topic: string, said: string): boolean {
  return said.includes(JSON.stringify(topic))
}

async function topicsOf(url: string): Promise<string> {
  try {
    const response = await fetch(url, {
      headers: { Accept: 'application/vnd.kafka.v2+json' },
      signal: AbortSignal.timeout(5_000),
    })
    return (await response.text()).slice(0, 100_000)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
