import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { isJson } from '../../support/is-json.ts'
import { ways } from './json-checks.ts'

const places: Readonly<Record<string, (text: string) => string>> = {
  'by itself': (text) => text,
  'as an element': (text) => `[${text},1]`,
  'as a member before another': (text) => `{"a":${text},"b":1}`,
  'as the last member': (text) => `{"a":1,"b":${text}}`,
}

/** All texts of so many characters and fewer of those that numbers are written with, and one that lies between them. */
function* spellings(length: number): Generator<string> {
  if (length === 0) return
  for (const letter of '-07./eE+') {
    yield letter
    for (const rest of spellings(length - 1)) yield letter + rest
  }
}

/** Texts about as long as what is looked at at once. */
function* longOnes(): Generator<string> {
  for (let length = 12; length <= 34; length++)
    for (const sign of ['', '-'])
      for (const first of '07')
        for (let point = 0; point <= length; point += point < 3 || point > 11 ? 1 : 4)
          for (const tail of ['', 'e7', 'E-7', 'e', '.', '-', '/', '7.7']) {
            const digits = first + '7'.repeat(length - 1)
            yield `${sign}${digits.slice(0, point)}.${digits.slice(point)}${tail}`
            if (point === 0) yield `${sign}${digits}${tail}`
          }
}

for (const [way, check] of ways) {
  for (const [place, of] of Object.entries(places)) {
    test(`whatever resembles a number ${place} is taken for one when it is one, ${way}`, () => {
      for (const texts of [spellings(4), longOnes()])
        for (const text of texts) equal(check(Buffer.from(of(text))), isJson(of(text)), text)
    })
  }
}
