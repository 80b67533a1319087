import { readFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import type { Plugin } from 'esbuild'

/**
 * Packages that take longer to load than all else, and that most requests do not need: the log's writer, before there is a line; what
 * reads JWTs, and patterns; the WebAssembly that takes compressed batches apart. Each is a file of its own, by the name that it has in
 * a bundle.
 */
export const LATE_PACKAGES: Readonly<Record<string, { readonly file: string; readonly entry: string }>> = {
  pino: { file: 'pino', entry: 'pino' },
  jose: { file: 'jose', entry: 'jose' },
  re2js: { file: 're2js', entry: 're2js' },
  // The variant that carries its bytes in the script: a bundle has no folder to look for them in.
  '@platformatic/wasm-utils': { file: 'wasm-utils', entry: '@platformatic/wasm-utils/bundled' },
}

/**
 * Leaves modules of a bundle until something of them is asked for, in that very turn.
 *
 * Node's own are all among them. An ES module that imports one of these reads all that it exports, some of which is made when it is
 * read: `WebSocket` of `node:http` is the whole of `fetch`, and `ReadStream` of `node:fs` most of its streams.
 */
export const lateModules: Plugin = {
  name: 'late-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: filterOf(builtinModules, '^(?:node:)?') }, async ({ path, kind, importer }) => {
      if (kind !== 'import-statement') return undefined
      const names = namesIn(await readFile(importer, 'utf8'), path)
      return {
        path: path.replace(/^node:/, ''),
        namespace: 'late-builtin',
        suffix: `?${names.join()}`,
        pluginData: names,
      }
    })
    onLoad({ filter: /./, namespace: 'late-builtin' }, async ({ path, pluginData }) => {
      const { default: module } = (await import(`node:${path}`)) as { default: object }
      const load = `process.getBuiltinModule('node:${path}')`
      return { contents: lateFunctions(load, module, pluginData) ?? lateModule(load, module, pluginData) }
    })
    onResolve({ filter: filterOf(Object.keys(LATE_PACKAGES), '^') }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'late-package' } : undefined,
    )
    onLoad({ filter: /./, namespace: 'late-package' }, async ({ path }) => {
      const { file = '', entry = '' } = LATE_PACKAGES[path] ?? {}
      return { contents: lateModule(`require('./${file}.cjs')`, (await import(entry)) as object) }
    })
    onResolve({ filter: /./, namespace: 'late-package' }, ({ path }) => ({ path, external: true }))
  },
}

/** The names by which a module imports members of another; none when it imports it as a whole. */
function namesIn(code: string, path: string): readonly string[] {
  const imports = [...code.matchAll(/\bimport\s+([^;'"]*?)\s+from\s+['"]([^'"]+)['"]/g)]
  const clauses = imports.filter(([, , from]) => from === path).map(([, clause = '']) => clause)
  if (!clauses.every((clause) => clause.startsWith('{'))) return []
  const named = clauses.flatMap((clause) => clause.slice(1, -1).split(','))
  return named.map((each) => each.trim().replace(/\s+as\s.*$/, '')).filter((name) => name && !name.startsWith('type '))
}

function filterOf(names: readonly string[], before: string): RegExp {
  return new RegExp(`${before}(?:${names.map((name) => name.replaceAll('/', '\\/')).join('|')})$`)
}

/** A module of which nothing but functions is used: each asks for it when it is called. `undefined` when more is. */
function lateFunctions(load: string, module: object, names: readonly string[]): string | undefined {
  const members = new Map(Object.entries(module))
  const isFunction = (name: string) => typeof members.get(name) === 'function' && /^[a-z]/.test(name)
  return names.length > 0 && names.every(isFunction) ? lateCalls(load, names) : undefined
}

/** The functions that a module exports, as a module that loads it when one of them is called first. */
export function lateCalls(load: string, names: readonly string[]): string {
  const calls = names.map((name) => `export const ${name} = (...args) => (loaded ??= ${load}).${name}(...args)\n`)
  return `let loaded\n${calls.join('')}`
}

/** What the Kafka client takes functions of as soon as it is loaded. */
const TAKEN_APART = /crypto|zlib|wasm/

/** CommonJS, whose members an importing module reads when it uses them, not when it is loaded. */
function lateModule(load: string, module: object, only: readonly string[] = []): string {
  const members = Object.entries(module).filter(
    ([name]) => name !== 'default' && (only.length === 0 || only.includes(name)),
  )
  const stands = (name: string, member: unknown) =>
    TAKEN_APART.test(load) && typeof member === 'function' && /^[a-z]/.test(name)
  const names = (functions: boolean) =>
    JSON.stringify(members.filter(([name, member]) => stands(name, member) === functions).map(([name]) => name))
  return `
let loaded
const load = () => (loaded ??= ${load})
for (const name of ${names(true)}) {
  const call = (...args) => (loaded ? loaded[name] : load()[name])(...args)
  Object.defineProperty(exports, name, { enumerable: true, get: () => (loaded ? loaded[name] : call) })
}
for (const name of ${names(false)}) {
  Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] })
}
`
}
