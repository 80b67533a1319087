/**
 * Decodes base64 of RFC 4648 section 4, padding optional, strictly; `undefined` when it is none.
 *
 * Node's own decoder takes the URL-safe alphabet too and skips whatever it does not know. Whatever it skips makes the
 * result shorter than the text promises, so its length, and a look for the two URL-safe characters, tell all.
 *
 * @param into  memory for it, as long as the text or longer; what it holds is lost in any case. Its own without
 */
export function decodeBase64(text: string, into?: Buffer): Buffer | undefined {
  const digits = text.length - padding(text)
  if (digits % 4 === 1 || (digits !== text.length && text.length % 4 !== 0)) return undefined
  if (text.includes('-') || text.includes('_')) return undefined
  const bytes = into ? into.subarray(0, into.write(text, 'base64')) : Buffer.from(text, 'base64')
  return bytes.length === Math.floor((digits * 3) / 4) ? bytes : undefined
}

function padding(text: string): number {
  if (!text.endsWith('=')) return 0
  return text.endsWith('==') ? 2 : 1
}
