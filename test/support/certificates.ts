import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { der } from './der.ts'
import { writePkcs12 } from './pkcs12.ts'

/** A certificate with its private key (EC P-256), good for servers and clients alike. */
export interface Certificate {
  /** PEM. */
  readonly certificate: string
  /** PKCS#8, PEM; encrypted when a password is given (PBES2, AES-256). */
  key(password?: string): string
  /** Key, certificate and the authority's certificate, as `openssl pkcs12 -export` and keytool write it. */
  pkcs12(password: string): Buffer
}

/** A certificate authority that lives as long as the test. */
export interface Authority {
  /** Its own certificate, PEM. */
  readonly certificate: string
  issue(shape?: CertificateShape): Certificate
}

export interface CertificateShape {
  /** The subject as attributes in the order of the certificate. Default: `[['CN', 'localhost']]`. */
  readonly subject?: Subject
  /** Names and addresses of a server. Default: `localhost`, `127.0.0.1` and `::1`; none for none. */
  readonly hosts?: readonly string[]
  /** Default: an hour ago. */
  readonly notBefore?: Date
  /** Default: in a day. */
  readonly notAfter?: Date
}

type Subject = readonly (readonly [keyof typeof ATTRIBUTES, string])[]

const ATTRIBUTES = { CN: '2.5.4.3', C: '2.5.4.6', L: '2.5.4.7', ST: '2.5.4.8', O: '2.5.4.10', OU: '2.5.4.11' } as const
const LOCAL = ['localhost', '127.0.0.1', '::1']
const LOCALHOST: Subject = [['CN', 'localhost']]
const HOUR_MS = 3_600_000
const ECDSA_SHA256 = der.sequence(der.oid('1.2.840.10045.4.3.2'))

/**
 * Makes a certificate authority. Nothing but Node is needed: certificates (X.509 version 3, RFC 5280) are written here.
 *
 * @param name  its common name; two of one name are two authorities all the same
 */
export function createAuthority(name = 'Test authority'): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const subject: Subject = [['CN', name]]
  const sealed = write(keys.privateKey, {
    issuer: subject,
    subject,
    publicKey: keys.publicKey,
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + 48 * HOUR_MS),
    extensions: [
      extension('2.5.29.19', true, der.sequence(der.boolean(true))),
      // keyCertSign and cRLSign.
      extension('2.5.29.15', true, der.element(0x03, Buffer.of(1, 0x06))),
    ],
  })
  return {
    certificate: pem(sealed),
    issue({
      subject: own = LOCALHOST,
      hosts = LOCAL,
      notBefore = new Date(Date.now() - HOUR_MS),
      notAfter = new Date(Date.now() + 24 * HOUR_MS),
    } = {}) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const certificate = write(keys.privateKey, {
        issuer: subject,
        subject: own,
        publicKey,
        notBefore,
        notAfter,
        extensions: [
          extension('2.5.29.37', false, der.sequence(der.oid('1.3.6.1.5.5.7.3.1'), der.oid('1.3.6.1.5.5.7.3.2'))),
          ...(hosts.length > 0 ? [extension('2.5.29.17', false, der.sequence(...hosts.map(alternativeName)))] : []),
        ],
      })
      return {
        certificate: pem(certificate),
        key: (password) =>
          privateKey.export({
            type: 'pkcs8',
            format: 'pem',
            ...(password !== undefined && { cipher: 'aes-256-cbc', passphrase: password }),
          }) as string,
        pkcs12: (password) => writePkcs12({ privateKey, certificates: [certificate, sealed], password }),
      }
    },
  }
}

interface Content {
  readonly issuer: Subject
  readonly subject: Subject
  readonly publicKey: KeyObject
  readonly notBefore: Date
  readonly notAfter: Date
  readonly extensions: readonly Buffer[]
}

/** A signed certificate, DER. */
function write(signer: KeyObject, content: Content): Buffer {
  // The first bit of a serial number is its sign.
  const serial = BigInt(`0x${randomBytes(15).toString('hex')}`) + 1n
  const body = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(serial),
    ECDSA_SHA256,
    nameOf(content.issuer),
    der.sequence(der.time(content.notBefore), der.time(content.notAfter)),
    nameOf(content.subject),
    content.publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...content.extensions)),
  )
  return der.sequence(body, ECDSA_SHA256, der.bits(sign('sha256', body, signer)))
}

function nameOf(subject: Subject): Buffer {
  return der.sequence(
    ...subject.map(([type, value]) => der.set(der.sequence(der.oid(ATTRIBUTES[type]), der.utf8(value)))),
  )
}

function extension(oid: string, critical: boolean, value: Buffer): Buffer {
  return der.sequence(der.oid(oid), ...(critical ? [der.boolean(true)] : []), der.octets(value))
}

function alternativeName(host: string): Buffer {
  const version = isIP(host)
  if (version === 0) return der.element(0x82, Buffer.from(host))
  if (version === 4) return der.element(0x87, Buffer.from(host.split('.').map(Number)))
  const [head = '', tail = ''] = host.split('::')
  const words = (text: string) => text.split(':').filter((word) => word !== '')
  const missing = Array<string>(8 - words(head).length - words(tail).length).fill('0')
  const all = [...words(head), ...missing, ...words(tail)].map((word) => word.padStart(4, '0'))
  return der.element(0x87, Buffer.from(all.join(''), 'hex'))
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
