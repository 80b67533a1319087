import { createHash } from 'node:crypto'

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))
const long = 'n'.repeat(1_000)
const digest = (name: string) =>
  `sha256:${createHash('sha256').update(Buffer.from(name, 'utf16le')).digest('base64url')}`

/** Names that are trouble for keys, expressions or JSON. No two are the same text. */
export const strangeNames: readonly string[] = [
  ...printable.filter((character) => !/[a-z0-9]/i.test(character)),
  printable.join(''),
  'group',
  'instance#group',
  'a.b',
  '#member',
  ':ttl',
  '__proto__',
  'constructor',
  '10',
  '01',
  '\0',
  'line\nbreak',
  'ü',
  'u\u0308',
  '猫🐈',
  '\uFEFF',
  'half \uD83D',
  'half \uDC08',
  'half \uFFFD',
  long,
  `${long}n`,
  `${long}nn`,
  '🐈'.repeat(500),
  `${'🐈'.repeat(500)}!`,
  'sha256:',
  digest(`${long}n`),
  digest(digest(`${long}n`)),
]
