import { deepEqual, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { boolean, brokers, integer, list, oneOf, path, text, url } from '../../shared/config/parse.ts'
import type { Parse } from '../../shared/config/setting.ts'

interface Kind {
  readonly parse: Parse<unknown>
  readonly right: readonly (readonly [text: string, value: unknown])[]
  readonly wrong: readonly string[]
}

const kinds: Readonly<Record<string, Kind>> = {
  'a text': {
    parse: text,
    right: [
      [' a b ', 'a b'],
      ['', ''],
    ],
    wrong: [],
  },
  'a list': {
    parse: list,
    right: [
      ['a, b,,c ,', ['a', 'b', 'c']],
      ['', []],
      [' , ', []],
    ],
    wrong: [],
  },
  'a truth value': {
    parse: boolean,
    right: [
      ['true', true],
      [' FALSE ', false],
    ],
    wrong: ['', 'yes', '1', 'truee'],
  },
  'a number from 5 to 10': {
    parse: integer(5, 10),
    right: [
      ['5', 5],
      [' 10 ', 10],
      ['1e1', 10],
    ],
    wrong: ['', ' ', '4', '11', '5.5', 'x', '5x', '-5', 'NaN', 'Infinity', '1e400'],
  },
  'one of several words': {
    parse: oneOf('all', '-1', 'PLAIN'),
    right: [
      ['ALL', 'all'],
      [' plain ', 'PLAIN'],
      ['-1', '-1'],
    ],
    wrong: ['', 'al', 'all,all'],
  },
  brokers: {
    parse: brokers,
    right: [
      ['a:9092, b-1.example:9093', ['a:9092', 'b-1.example:9093']],
      ['PLAINTEXT://a:1,SASL_SSL://b:2', ['a:1', 'b:2']],
      ['[::1]:9092', ['[::1]:9092']],
    ],
    wrong: ['', ',', 'a', 'a:', ':9092', 'a:b', 'a:123456', 'a:1;b:2', 'a b:1', 'http://a/b:1', 'a:1,b'],
  },
  'a URL': {
    parse: url,
    right: [
      ['', undefined],
      [' ', undefined],
      ['https://data.example.org/', 'https://data.example.org'],
      ['http://127.0.0.1:8081/apis/ccompat/v7//', 'http://127.0.0.1:8081/apis/ccompat/v7'],
    ],
    wrong: ['data.example.org', 'ftp://a', '//a', 'http://', 'javascript:alert(1)'],
  },
  'a path': {
    parse: path,
    right: [
      ['', ''],
      ['/', ''],
      ['/sasquatch-rest-proxy/', '/sasquatch-rest-proxy'],
      ['/a/b_c.d~e', '/a/b_c.d~e'],
    ],
    wrong: ['a', 'a/b', '/a//b', '/a b', '/a?b', '/a#b', '/é', '/a%20b', '//a'],
  },
}

for (const [what, { parse, right, wrong }] of Object.entries(kinds)) {
  describe(what, () => {
    for (const [given, value] of right) {
      test(`is read from ${JSON.stringify(given)}`, () => {
        deepEqual(parse(given), value)
      })
    }
    for (const given of wrong) {
      test(`is not ${JSON.stringify(given)}`, () => {
        throws(() => parse(given), Error)
      })
    }
  })
}
