import { equal, match, ok, throws } from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type KeyMaterial, readKeyStore, readPemKey, readTrustStore } from '../../shared/tls/key-material.ts'
import { createAuthority } from '../support/certificates.ts'

/** Stores of one certificate, as keytool and openssl wrote them; the password is `secret`. */
const store = (name: string) => readFileSync(new URL(`stores/${name}`, import.meta.url))
const authority = new X509Certificate(store('authority.pem'))
const certificate = new X509Certificate(store('certificate.pem'))

function check(material: KeyMaterial): void {
  const [own, issuer, ...more] = readTrustStore(Buffer.from(material.certificate)).split(/(?<=END CERTIFICATE-----\n)/)
  equal(new X509Certificate(own ?? '').fingerprint256, certificate.fingerprint256)
  if (issuer !== undefined) equal(new X509Certificate(issuer).fingerprint256, authority.fingerprint256)
  equal(more.length, 0)
  match(material.key, /^-----BEGIN PRIVATE KEY-----/)
  ok(certificate.checkPrivateKey(createPrivateKey(material.key)))
}

for (const name of ['openssl3.p12', 'keytool.p12', 'open-certificates.p12']) {
  test(`${name}: the key, and its certificate before that of the authority`, () => {
    const material = readKeyStore(store(name), 'secret')
    check(material)
    equal(material.certificate.match(/BEGIN/g)?.length, 2)
  })

  test(`${name}: a wrong password is said to be wrong`, () => {
    throws(() => readKeyStore(store(name), 'guess'), /its password does not open|is not opened by its password/)
  })
}

test('a trust store of keytool is read as PEM', () => {
  const pem = readTrustStore(store('keytool-trust.p12'), 'secret')
  equal(new X509Certificate(pem).fingerprint256, authority.fingerprint256)
  throws(() => readTrustStore(store('keytool-trust.p12')), /is not opened by its password/)
})

test('several PEM certificates in one file are all trusted', () => {
  const both = `a comment\n${authority}\n${certificate}`
  equal(readTrustStore(Buffer.from(both)).match(/BEGIN/g)?.length, 2)
})

test('PEM: a key with its password, beside its chain or in one text with it', () => {
  check(readPemKey(certificate.toString(), store('encrypted-key.pem').toString(), 'secret'))
  const both = `${store('encrypted-key.pem')}\n${authority}\n${certificate}`
  check(readKeyStore(Buffer.from(both), 'secret'))
})

test('PEM: what is wrong with a key is said', () => {
  const key = store('encrypted-key.pem').toString()
  throws(() => readPemKey(certificate.toString(), key), /needs a password/)
  throws(() => readPemKey(certificate.toString(), key, 'guess'), /its password does not open/)
  throws(() => readPemKey(authority.toString(), key, 'secret'), /no certificate of its private key/)
  throws(() => readPemKey('', key, 'secret'), /no certificate of its private key/)
  throws(() => readPemKey(certificate.toString(), certificate.toString()), /no private key/)
  const broken = certificate.toString().replace(/\nMII.{20}/, '\n')
  throws(() => readPemKey(broken, key, 'secret'), /a certificate that cannot be read/)
})

test('stores in forms that are not read name the way out', () => {
  throws(() => readKeyStore(store('keytool.jks'), 'secret'), /JKS.*keytool -importkeystore/)
  throws(() => readKeyStore(store('legacy.p12'), 'secret'), /outdated.*openssl 3/)
  throws(() => readTrustStore(Buffer.from('not a store')), /neither PEM nor PKCS12/)
  throws(() => readTrustStore(Buffer.alloc(0)), /neither PEM nor PKCS12/)
  throws(() => readKeyStore(store('keytool-trust.p12'), 'secret'), /no private key/)
})

test('a damaged store is refused, wherever the damage is', () => {
  const { length } = store('open-certificates.p12')
  for (let size = 0; size < length; size += 7) {
    throws(() => readKeyStore(store('open-certificates.p12').subarray(0, size), 'secret'), Error, `${size} bytes`)
  }
})

test('what a certificate authority of a test issues is read in both forms', () => {
  const issued = createAuthority().issue()
  const own = new X509Certificate(issued.certificate).fingerprint256
  for (const read of [
    readKeyStore(issued.pkcs12('word'), 'word'),
    readPemKey(issued.certificate, issued.key('word'), 'word'),
  ])
    equal(new X509Certificate(read.certificate).fingerprint256, own)
})
