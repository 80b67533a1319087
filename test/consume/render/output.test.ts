import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Output } from '../../../shared/consume/render/output.ts'
import { constantText } from '../../../shared/formats/constant-text.ts'

const piece = fc.oneof(
  fc.tuple(fc.constant('constant' as const), fc.string({ unit: 'grapheme', maxLength: 30 })),
  fc.tuple(fc.constant('text' as const), fc.string({ unit: 'grapheme', maxLength: 30 })),
  fc.tuple(fc.constant('ascii' as const), fc.string({ unit: 'grapheme-ascii', maxLength: 30 })),
  fc.tuple(fc.constant('range' as const), fc.string({ unit: 'grapheme', maxLength: 30 })),
  fc.tuple(fc.constant('digits' as const), fc.maxSafeNat().map(String)),
)

test('whatever is appended is there, in order, however small the buffer was', () => {
  fc.assert(
    fc.property(fc.nat(64), fc.array(piece), (capacity, pieces) => {
      const output = new Output(capacity)
      for (const [kind, text] of pieces) {
        if (kind === 'constant') output.appendConstant(constantText(text))
        else if (kind === 'text') output.appendText(text)
        else if (kind === 'ascii') output.appendAscii(text)
        else if (kind === 'digits') output.appendDigits(Number(text))
        else {
          const source = Buffer.from(`<<${text}>>`)
          output.appendRange(source, 2, source.length - 2)
        }
      }
      equal(output.view().toString(), pieces.map(([, text]) => text).join(''))
    }),
    { numRuns: 1_000 },
  )
})

test('what is cut off is written over', () => {
  const output = new Output(1)
  output.appendAscii('kept')
  const { length } = output
  output.appendAscii('dropped')
  output.length = length
  output.appendDigits(7)
  equal(output.view().toString(), 'kept7')
})
