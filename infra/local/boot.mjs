/**
 * Entry of every npm script: `node infra/local/boot.mjs <command> [arguments]`.
 *
 * Plain JavaScript on purpose: it must run on the Node a machine happens to have (20 or newer), even where that is too old
 * for the project. It gets a Node that suits, installs the dependencies if need be, and hands over to the command.
 */
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from './boot/cache.mjs'
import { runCommand } from './boot/command.mjs'
import { installDependencies } from './boot/dependencies.mjs'
import { pinnedNode, suits } from './boot/node.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

const scripts = {
  start: ['infra/local/start.ts'],
  stack: ['infra/local/stack.ts'],
  test: ['infra/local/test.ts'],
  bench: ['test/bench/run.ts'],
  package: ['infra/package.ts'],
  policy: ['infra/policy.ts'],
  user: ['infra/user.ts'],
  librdkafka: ['infra/librdkafka.ts'],
  lint: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
  typecheck: ['node_modules/typescript/bin/tsc', '-p', '.'],
}

// Standard output belongs to the command: `npm run --silent stack -- status --json` must stay parsable.
function say(line) {
  process.stderr.write(`${line}\n`)
}

async function boot([command, ...args]) {
  const script = Object.hasOwn(scripts, command ?? '') ? scripts[command] : undefined
  if (script === undefined) throw new Error(`Use one of: ${Object.keys(scripts).join(', ')}.`)

  const node = suits(process.version) ? process.execPath : await pinnedNode(cacheFolder(), say)
  const env = { ...process.env, NODE: node, npm_node_execpath: node }
  env.PATH = [dirname(node), process.env.PATH].filter(Boolean).join(delimiter)

  await installDependencies(root, { env, say })
  if (!existsSync(join(root, script[0])))
    throw new Error(`${script[0]} is not there, so there is nothing to ${command}.`)
  const flags = script[0].endsWith('.ts') ? ['--disable-warning=ExperimentalWarning'] : []
  return runCommand(node, [...flags, ...script, ...args], { cwd: root, env, lifeline: script[0].endsWith('.ts') })
}

try {
  process.exitCode = await boot(process.argv.slice(2))
} catch (error) {
  say(error.message)
  process.exitCode = 1
}
