import type { SecureVersion } from 'node:tls'
import { type KeyMaterial, readKeyStore, readTrustStore } from '../tls/key-material.ts'
import { cipherSuite } from './cipher-suites.ts'
import { inFile } from './in-file.ts'
import type { Settings } from './load.ts'
import { keyMaterialOf, trustOf } from './pem.ts'
import { variableOf } from './setting.ts'
import { LISTENER_TLS_SETTINGS as NAMES } from './settings/listener-tls.ts'

/** TLS of a listener: PEM, the key not encrypted. */
export interface ListenerTls {
  readonly cert: string
  readonly key: string
  /** Authorities of clients' certificates. */
  readonly ca?: string
  readonly clientAuthentication: Settings['clientAuthentication']
  readonly minVersion: SecureVersion
  readonly maxVersion: SecureVersion
  /** As OpenSSL writes them; Node's own when it is not there. */
  readonly ciphers?: string
}

const [TLS_1_2, TLS_1_3] = ['TLSv1.2', 'TLSv1.3'] as const

/** Files that a listener with TLS is made of. */
export function listenerFiles({ listenerKeystoreLocation, listenerTruststoreLocation }: Settings): readonly string[] {
  return [listenerKeystoreLocation, listenerTruststoreLocation].filter((path) => path !== '')
}

/**
 * What a listener with TLS needs; all files are read, so that it can be asked again when they have changed.
 *
 * @param problems  takes what is wrong; never anything of a key
 * @returns undefined when it cannot be had
 */
export function listenerTls(settings: Settings, problems: string[]): ListenerTls | undefined {
  const { clientAuthentication } = settings
  const before = problems.length
  const own = ownKey(settings, problems)
  const ca = authorities(settings, problems)
  const spoken = { ...versions(settings, problems), ...suites(settings, problems) }
  if (own === undefined && problems.length === before) {
    problems.push(`${variable('listenerKeystoreLocation')} is missing: a listener with https needs a certificate.`)
  }
  if (clientAuthentication !== 'NONE' && ca === undefined && problems.length === before) {
    problems.push(
      `${variable('listenerTruststoreLocation')} is missing: clients’ certificates of any authority would be accepted.`,
    )
  }
  if (own === undefined || problems.length > before) return undefined
  return { cert: own.certificate, key: own.key, ...(ca !== undefined && { ca }), clientAuthentication, ...spoken }
}

function ownKey(settings: Settings, problems: string[]): KeyMaterial | undefined {
  const { listenerKeystoreLocation: path, listenerKeystorePassword, listenerKeyPassword } = settings
  const password = listenerKeyPassword || listenerKeystorePassword
  if (path) {
    const read = (bytes: Buffer) => readKeyStore(bytes, listenerKeystorePassword, password)
    return inFile(variable('listenerKeystoreLocation'), path, problems, read)
  }
  const certificate = { variable: variable('listenerCertificate'), text: settings.listenerCertificate }
  const key = { variable: variable('listenerKey'), text: settings.listenerKey }
  return keyMaterialOf(certificate, key, password, problems)
}

function authorities(settings: Settings, problems: string[]): string | undefined {
  const { listenerTruststoreLocation: path, listenerTruststorePassword: password } = settings
  if (path)
    return inFile(variable('listenerTruststoreLocation'), path, problems, (bytes) => readTrustStore(bytes, password))
  return trustOf({ variable: variable('listenerCa'), text: settings.listenerCa }, problems)
}

function versions({ listenerProtocols }: Settings, problems: string[]): Pick<ListenerTls, 'minVersion' | 'maxVersion'> {
  const name = variable('listenerProtocols')
  if (listenerProtocols.length === 0) problems.push(`${name} is empty: name ${TLS_1_2}, ${TLS_1_3} or both.`)
  for (const protocol of listenerProtocols) {
    if (protocol !== TLS_1_2 && protocol !== TLS_1_3)
      problems.push(`${name}: '${protocol}' is neither ${TLS_1_2} nor ${TLS_1_3}; earlier versions are broken.`)
  }
  return {
    minVersion: listenerProtocols.includes(TLS_1_2) ? TLS_1_2 : TLS_1_3,
    maxVersion: listenerProtocols.includes(TLS_1_3) ? TLS_1_3 : TLS_1_2,
  }
}

function suites({ listenerCiphers }: Settings, problems: string[]): Pick<ListenerTls, 'ciphers'> {
  const found = listenerCiphers.flatMap((name) => {
    const suite = cipherSuite(name)
    if (suite === undefined)
      problems.push(`${variable('listenerCiphers')}: '${name}' is no cipher suite that can be had.`)
    return suite ?? []
  })
  return found.length > 0 ? { ciphers: found.join(':') } : {}
}

function variable(name: keyof typeof NAMES): string {
  return variableOf(NAMES[name].name)
}
