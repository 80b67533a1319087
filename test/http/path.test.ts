import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { pathWithin, rootWithin } from '../../shared/http/path.ts'

const cases: [url: string, basePath: string, path: string, root: string][] = [
  ['http://p:8082/topics?x=/kafka/v3/', '', '/topics', ''],
  ['http://p:8082', '', '/', ''],
  ['http://p/v3/clusters', '', '/v3/clusters', ''],
  ['http://p/kafka/v3/clusters?a=b', '', '/v3/clusters', '/kafka'],
  ['http://p/kafka/v3', '', '/kafka/v3', ''],
  ['http://p/kafka/v31/clusters', '', '/kafka/v31/clusters', ''],
  ['http://p/kafka/topics', '', '/kafka/topics', ''],
  ['http://p/x/kafka/v3/clusters', '/x', '/v3/clusters', '/kafka'],
  ['http://p/kafka/v3/clusters', '/x', '/v3/clusters', '/kafka'],
  ['http://p/xy/kafka/v3/clusters', '/x', '/xy/kafka/v3/clusters', ''],
  ['http://p/kafka/v3/clusters', '/kafka', '/v3/clusters', ''],
  ['http://p/kafka/kafka/v3/clusters', '/kafka', '/v3/clusters', '/kafka'],
  ['http://p/kafka/topics', '/kafka', '/topics', ''],
  ['http://p/x', '/x', '/', ''],
]

for (const [url, basePath, path, root] of cases) {
  test(`${url} with the base path '${basePath}' is ${path}, its links below '${root}'`, () => {
    equal(pathWithin(url, basePath), path)
    equal(rootWithin(url, basePath), root)
  })
}
