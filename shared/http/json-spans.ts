/**
 * Finds where values stand in a JSON text, so that they can be taken over as the client spelled them.
 *
 * Every function expects text that `JSON.parse` has accepted already and checks nothing again; this is what makes it fast.
 */

/** Calls `visit` for each member of the object that begins at `start`; returns the position behind the object. */
export function eachMember(
  text: string,
  start: number,
  visit: (name: string, valueStart: number, valueEnd: number) => void,
): number {
  let at = skipBlanks(text, start + 1)
  while (text.charCodeAt(at) !== CLOSE_BRACE) {
    const nameEnd = skipString(text, at)
    const name = text.slice(at + 1, nameEnd - 1)
    const valueStart = skipBlanks(text, skipBlanks(text, nameEnd) + 1)
    const valueEnd = skipValue(text, valueStart)
    visit(name.includes('\\') ? JSON.parse(`"${name}"`) : name, valueStart, valueEnd)
    at = skipBlanks(text, valueEnd)
    if (text.charCodeAt(at) === COMMA) at = skipBlanks(text, at + 1)
  }
  return at + 1
}

/** Calls `visit` with the position of each element of the array that begins at `start`; `visit` returns its end. */
export function eachElement(text: string, start: number, visit: (index: number, start: number) => number): void {
  let at = skipBlanks(text, start + 1)
  for (let index = 0; text.charCodeAt(at) !== CLOSE_BRACKET; index++) {
    at = skipBlanks(text, visit(index, at))
    if (text.charCodeAt(at) === COMMA) at = skipBlanks(text, at + 1)
  }
}

export function skipBlanks(text: string, start: number): number {
  let at = start
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(at)) at++
  return at
}

/** The position behind the value that begins at `start`. */
export function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start)
  if (first === QUOTE) return skipString(text, start)
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(text, start)
  let at = start + 1
  // Numbers, true, false, null: up to whatever may follow a value.
  for (
    let code = text.charCodeAt(at);
    code > 32 && code !== COMMA && code !== CLOSE_BRACE && code !== CLOSE_BRACKET;
  ) {
    code = text.charCodeAt(++at)
  }
  return at
}

function skipNested(text: string, start: number): number {
  let depth = 0
  let at = start
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = skipString(text, at)
    else {
      if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++
      else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && --depth === 0) return at + 1
      at++
    }
  }
}

function skipString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end + 1
}

/** A quote is escaped by an odd number of backslashes before it. */
function isEscaped(text: string, quote: number): boolean {
  let at = quote - 1
  while (text.charCodeAt(at) === BACKSLASH) at--
  return (quote - 1 - at) % 2 === 1
}

const QUOTE = 34
const COMMA = 44
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
