import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { globSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { provideCompiler } from '../../infra/local/downloads/librdkafka/compiler.ts'
import { trim } from '../../infra/local/downloads/librdkafka/trim.ts'
import { MissingTool } from '../../infra/local/downloads/tool.ts'
import {
  LibrdkafkaMissing,
  librdkafkaFolderName,
  loadLibrdkafka,
  PACKAGE,
} from '../../shared/kafka/producer/librdkafka/load.ts'
import { newFolder } from './folder.ts'

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
}

test('what is kept of a build is what runs it', (t) => {
  const temp = newFolder(t)
  const inside = `node_modules/${PACKAGE}`
  write(temp, {
    'header.c': '',
    'prefix/lib/librdkafka.a': '',
    'node_modules/bindings/bindings.js': '',
    'node_modules/file-uri-to-path/index.js': '',
    'node_modules/nan/nan.h': '',
    [`${inside}/package.json`]: '{}',
    [`${inside}/librdkafka.js`]: '',
    [`${inside}/lib/rdkafka.js`]: '',
    [`${inside}/src/binding.cc`]: '',
    [`${inside}/deps/librdkafka/LICENSES.txt`]: '',
    [`${inside}/deps/librdkafka/src/rdkafka.c`]: '',
    [`${inside}/build/Release/confluent-kafka-javascript.node`]: '',
    [`${inside}/build/Release/librdkafka.so.1`]: '',
    [`${inside}/build/Release/obj.target/binding.o`]: '',
  })
  trim(temp, join(temp, inside))
  deepEqual(globSync('**/*.*', { cwd: temp }).sort(), [
    `${inside}/build/Release/confluent-kafka-javascript.node`,
    `${inside}/build/Release/librdkafka.so.1`,
    `${inside}/deps/librdkafka/LICENSES.txt`,
    `${inside}/lib/rdkafka.js`,
    `${inside}/librdkafka.js`,
    `${inside}/package.json`,
    'node_modules/bindings/bindings.js',
    'node_modules/file-uri-to-path/index.js',
  ])
})

test('where something to build with is missing, the line that installs it is said', async (t) => {
  const { PATH } = process.env
  t.after(() => {
    process.env.PATH = PATH
  })
  process.env.PATH = '/nowhere'
  await rejects(provideCompiler(newFolder(t), { say: () => {} }), (error) => {
    match((error as Error).message, /^g\+\+ is needed to build .*install it with: \S+ install .*\w$/)
    return error instanceof MissingTool
  })
})

test('the first folder that has the package, and in which it loads, is the one', (t) => {
  const [broken, whole] = [newFolder(t), newFolder(t)]
  const file = `node_modules/${PACKAGE}/lib/rdkafka.js`
  write(broken, { [file]: 'throw new Error("built for another Node")' })
  write(whole, { [file]: 'module.exports = { librdkafkaVersion: "here" }' })
  equal(loadLibrdkafka([join(whole, 'nothing'), broken, whole]).librdkafkaVersion, 'here')
})

test('one that does not load is told from one that is not there, in one sentence without a path', (t) => {
  const broken = newFolder(t)
  write(broken, { [`node_modules/${PACKAGE}/lib/rdkafka.js`]: 'throw new Error("/path: built for another Node")' })
  const messageOf = (folders: readonly string[]) => {
    try {
      loadLibrdkafka(folders)
    } catch (error) {
      return error instanceof LibrdkafkaMissing ? error.message : ''
    }
    return ''
  }
  match(messageOf([broken]), /cannot be loaded here: 'npm run librdkafka' gets it/)
  match(messageOf(['/nowhere']), /is not there: 'npm run librdkafka' gets it/)
})

test('a folder is for one Node, system and C library', () => {
  match(librdkafkaFolderName(), new RegExp(`^librdkafka-1\\.10\\.1-abi${process.versions.modules}-${process.platform}`))
})
