import { ok } from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { type Setting, variableOf } from '../../shared/config/setting.ts'
import { SECRETS, SETTINGS } from '../../shared/config/settings.ts'

let rows: readonly string[] = []
before(async () => {
  const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
  rows = page.split('\n').filter((line) => line.startsWith('|'))
})

for (const { name, fallback, about } of Object.values<Setting<unknown>>(SETTINGS)) {
  test(`docs/configuration.md names ${variableOf(name)}, its default and what it is for`, () => {
    const own = rows.filter((row) => row.includes(`\`${variableOf(name)}\``))
    ok(own.length === 1, `${own.length} rows`)
    const [row = ''] = own
    if (fallback === undefined) ok(row.includes('| required |'), row)
    else if (fallback !== '') ok(row.includes(`| \`${fallback}\` |`), row)
    ok(row.includes(about.replaceAll('|', '\\|')), row)
    ok(row.includes('Never logged.') === SECRETS.has(name), row)
  })
}

test('docs/configuration.md names no setting that there is not', () => {
  const known = new Set(Object.values(SETTINGS).map(({ name }) => variableOf(name)))
  for (const [variable] of rows.join('\n').matchAll(/KAFKA_REST_[A-Z0-9_]+/g)) ok(known.has(variable), variable)
})
