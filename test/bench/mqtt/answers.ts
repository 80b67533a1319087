import { ANSWER, ANSWER_BYTES } from './packets.ts'

/** Hears of answers. @param packetId  0 where there is none */
export type OnAnswer = (header: number, packetId: number) => void

/** Cuts what a server sends into answers, wherever chunks end. @throws Error  from the reader: something else came */
export function createAnswerReader(onAnswer: OnAnswer): (chunk: Buffer) => void {
  let rest: Buffer | undefined
  return (chunk) => {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk
    let at = 0
    while (at + 2 <= bytes.length) {
      const header = bytes[at] as number
      if (header === ANSWER.pingresp) {
        onAnswer(header, 0)
        at += 2
        continue
      }
      if (bytes[at + 1] !== ANSWER_BYTES - 2)
        throw new Error(`No answer that is expected: ${bytes.toString('hex', at)}`)
      if (at + ANSWER_BYTES > bytes.length) break
      onAnswer(header, ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number))
      at += ANSWER_BYTES
    }
    rest = at < bytes.length ? bytes.subarray(at) : undefined
  }
}
