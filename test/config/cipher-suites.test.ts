import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { cipherSuite } from '../../shared/config/cipher-suites.ts'

for (const [name, expected] of [
  ['TLS_AES_128_GCM_SHA256', 'TLS_AES_128_GCM_SHA256'],
  ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'],
  ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384', 'ECDHE-ECDSA-AES256-SHA384'],
  ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 'ECDHE-ECDSA-CHACHA20-POLY1305'],
  ['TLS_RSA_WITH_AES_256_GCM_SHA384', 'AES256-GCM-SHA384'],
  ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['ecdhe-rsa-aes128-gcm-sha256', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['TLS_RSA_WITH_RC4_128_MD5', undefined],
  ['ALL', undefined],
  ['DEFAULT@SECLEVEL=0', undefined],
  ['', undefined],
] as const) {
  test(`the cipher suite ${JSON.stringify(name)} is OpenSSL’s ${expected ?? 'none'}`, () =>
    equal(cipherSuite(name), expected))
}
