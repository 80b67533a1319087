import type { TlsSettings } from '../kafka/settings.ts'
import { type KeyMaterial, readKeyStore, readTrustStore } from '../tls/key-material.ts'
import { inFile } from './in-file.ts'
import type { Settings } from './load.ts'
import { keyMaterialOf, trustOf } from './pem.ts'
import { variableOf } from './setting.ts'
import { KAFKA_LOGIN_SETTINGS as NAMES } from './settings/kafka-login.ts'

/** TLS towards the brokers; all certificates and keys are read here, and what is wrong with them is said at start. */
export function kafkaTls(settings: Settings, problems: string[]): TlsSettings {
  const ca = trusted(settings, problems)
  const own = ownCertificate(settings, problems)
  return {
    ...(ca !== undefined && { ca }),
    ...own,
    checkHostname: settings.sslEndpointIdentification === 'https',
  }
}

function trusted(settings: Settings, problems: string[]): string | undefined {
  const { sslCa, sslTruststoreLocation: path, sslTruststorePassword: password } = settings
  if (sslCa && path) problems.push(bothGiven('sslCa', 'sslTruststoreLocation'))
  if (!path) return trustOf({ variable: variable('sslCa'), text: sslCa }, problems)
  return inFile(variable('sslTruststoreLocation'), path, problems, (bytes) => readTrustStore(bytes, password))
}

function ownCertificate(settings: Settings, problems: string[]): KeyMaterial | undefined {
  const { sslCertificate, sslKey, sslKeystoreLocation: path, sslKeystorePassword, sslKeyPassword } = settings
  if ((sslCertificate || sslKey) && path) problems.push(bothGiven('sslCertificate', 'sslKeystoreLocation'))
  if (path) {
    const keyPassword = sslKeyPassword || sslKeystorePassword
    return inFile(variable('sslKeystoreLocation'), path, problems, (bytes) =>
      readKeyStore(bytes, sslKeystorePassword, keyPassword),
    )
  }
  const certificate = { variable: variable('sslCertificate'), text: sslCertificate }
  return keyMaterialOf(certificate, { variable: variable('sslKey'), text: sslKey }, sslKeyPassword, problems)
}

function bothGiven(one: keyof typeof NAMES, other: keyof typeof NAMES): string {
  return `${variable(one)} and ${variable(other)} are both given; one is enough.`
}

function variable(name: keyof typeof NAMES): string {
  return variableOf(NAMES[name].name)
}
