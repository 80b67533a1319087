import { writeFile } from 'node:fs/promises'
import { configurationPage } from './configuration.ts'
import { routesPage } from './routes.ts'

/** Pages that are made from the code's own tables. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configurationPage,
  'docs/routes.md': routesPage,
}

if (import.meta.main) {
  for (const [path, page] of Object.entries(PAGES)) await writeFile(new URL(`../../${path}`, import.meta.url), page())
}
