import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { suits } from '../../infra/local/boot/node.mjs'

const cases: [version: string, suits: boolean][] = [
  ['v20.20.2', false],
  ['v22.21.9', false],
  ['v22.22.0', true],
  ['v22.30.1', true],
  ['v23.11.0', false],
  ['v24.5.0', false],
  ['v24.6.0', true],
  ['v24.21.0', true],
  ['v25.0.0', true],
  ['v100.1.0', true],
]

for (const [version, expected] of cases) {
  test(`Node ${version} ${expected ? 'runs the project' : 'is replaced by the pinned one'}`, () => {
    equal(suits(version), expected)
  })
}
