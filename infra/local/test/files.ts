import { globSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'

/**
 * The test files of a project, benchmarks left out.
 *
 * @param filters  paths of files or folders, or parts of paths; a file is taken if one of them fits. None: all files
 */
export function testFiles(project: string, filters: readonly string[]): string[] {
  const all = globSync('test/**/*.test.ts', { cwd: project, exclude: (name) => name === `test${sep}bench` })
  const wanted = filters.map((filter) => relative(project, resolve(project, filter)))
  const fits = (file: string) =>
    wanted.length === 0 || wanted.some((path, index) => file.startsWith(path) || file.includes(filters[index] ?? path))
  return all.filter((file) => !file.startsWith(`test${sep}bench${sep}`) && fits(file)).sort()
}
