import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { linkBase } from '../../shared/http/links.ts'

const base = (
  headers: Record<string, string>,
  publicUrl?: string,
  basePath = '',
  url = 'http://10.0.0.1:8082/v3/clusters',
) => linkBase({ url, header: (name) => headers[name] }, publicUrl, basePath)

const cases: readonly (readonly [string, Record<string, string>, string])[] = [
  ['the request’s own address without any header', {}, 'http://10.0.0.1:8082'],
  ['the Host header', { host: 'proxy.example:8082' }, 'http://proxy.example:8082'],
  ['X-Forwarded-Proto and the Host', { host: 'a', 'x-forwarded-proto': 'https' }, 'https://a'],
  ['X-Forwarded-Host', { host: 'a', 'x-forwarded-host': 'b.example' }, 'http://b.example'],
  ['the first of several proxies', { 'x-forwarded-host': 'b, c', 'x-forwarded-proto': 'HTTPS, http' }, 'https://b'],
  ['Forwarded before X-Forwarded', { forwarded: 'proto=https;host=f', 'x-forwarded-host': 'x' }, 'https://f'],
  ['a quoted host in Forwarded', { forwarded: 'for=1.2.3.4; host="f:8443"; proto=https' }, 'https://f:8443'],
  ['the nearest entry of Forwarded', { forwarded: 'host=f, host=g' }, 'http://f'],
  ['what Forwarded leaves out, from elsewhere', { forwarded: 'for=1.2.3.4', host: 'h' }, 'http://h'],
  ['an IPv6 address', { host: '[::1]:8082' }, 'http://[::1]:8082'],
]
for (const [what, headers, expected] of cases) {
  test(`links begin with ${what}`, () => {
    equal(base(headers), expected)
  })
}

for (const host of ['a/b', 'a b', 'a"b', '<x>', 'a?b', 'a#b', 'u@h', 'a\\b', 'a\r\nb', 'é', '']) {
  test(`a host ${JSON.stringify(host)} shapes no link`, () => {
    equal(base({ host }), host === '' ? 'http://10.0.0.1:8082' : 'http://10.0.0.1:8082')
  })
}

for (const proto of ['javascript', 'ftp', 'https://x', 'http ']) {
  test(`a scheme ${JSON.stringify(proto)} is not taken over`, () => {
    equal(base({ host: 'a', 'x-forwarded-proto': proto }), 'http://a')
  })
}

test('a configured public URL wins over every header', () => {
  equal(
    base({ host: 'a', forwarded: 'host=f' }, 'https://data.example.org', '/kafka'),
    'https://data.example.org/kafka',
  )
})

test('links carry the base path', () => {
  equal(base({ host: 'a' }, undefined, '/sasquatch-rest-proxy'), 'http://a/sasquatch-rest-proxy')
})
