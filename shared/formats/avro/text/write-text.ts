import { valueEnd } from '../../json-scan.ts'
import type { Sink } from '../../sink.ts'
import type { Write } from '../write.ts'

/**
 * Appends one datum to the sink, straight from the bytes of its JSON text: no value is made of it on the way.
 *
 * Only plain spellings go straight; for any other the value is parsed and written by the {@link Write} of its type
 * ({@link writeParsed}), which has the words for what does not fit, too.
 *
 * @param text  UTF-8 that is known to hold valid JSON
 * @param at    where the value begins
 * @returns the position behind the value
 * @throws Mismatch  the datum is not of the type; without the path to it
 */
export type WriteText = (sink: Sink, text: Buffer, at: number) => number

/** Writes a value the long way: by parsing it. */
export function writeParsed(write: Write, sink: Sink, text: Buffer, at: number): number {
  const end = valueEnd(text, at)
  write(sink, JSON.parse(text.toString('utf8', at, end)))
  return end
}

/** The way of types for which there is no shorter one. */
export function parsing(write: Write): WriteText {
  return (sink, text, at) => writeParsed(write, sink, text, at)
}
