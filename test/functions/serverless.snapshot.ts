import { writeFile } from 'node:fs/promises'
import { EVERYTHING, packageTemplate, type Template } from '../support/serverless.ts'

/** The template as it was last looked at. `node test/functions/serverless.snapshot.ts` writes it anew. */
export const SNAPSHOT = new URL('./serverless.template.snapshot', import.meta.url)

/** A template as text that a person can compare, line by line. */
export function snapshotOf(template: Template): string {
  return `${JSON.stringify(template, undefined, 1)}\n`
}

if (import.meta.main) await writeFile(SNAPSHOT, snapshotOf(await packageTemplate(EVERYTHING)))
