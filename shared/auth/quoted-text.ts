/**
 * Parts a text at a character, but not within double quotes, where a backslash takes what follows as it is. The parts keep
 * their quotes and lose the space around them.
 */
export function partsOf(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    if (quoted && text[at] === '\\') at++
    else if (text[at] === '"') quoted = !quoted
    else if (!quoted && text[at] === separator) {
      parts.push(text.slice(start, at).trim())
      start = at + 1
    }
  }
  return [...parts, text.slice(start).trim()]
}

/** Whether every double quote that opens is closed. */
export function isClosed(text: string): boolean {
  return /^(?:[^"]|"(?:[^"\\]|\\[\s\S])*")*$/.test(text)
}

/** Names parted by commas, without their quotes. */
export function namesOf(text: string): readonly string[] {
  return partsOf(text, ',').map(unquoted)
}

/** Takes out quotes, and the backslashes within them. */
function unquoted(name: string): string {
  return name.replaceAll(/"((?:[^"\\]|\\[\s\S])*)"/g, (_, inner: string) => inner.replaceAll(/\\([\s\S])/g, '$1'))
}
