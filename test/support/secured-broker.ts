import { rmSync } from 'node:fs'
import { type Broker, newNode, startBroker } from '../../infra/local/kafka/broker.ts'
import type { BrokerProperties, SaslUser } from '../../infra/local/kafka/properties.ts'
import { anyPort } from '../../infra/local/processes/ports.ts'
import { type Authority, type Certificate, createAuthority } from './certificates.ts'
import { newFolder } from './folder.ts'

/** A broker with TLS, apart from the stack's; ACLs are enforced on all but its listener without credentials. */
export interface SecuredBroker extends Broker {
  /** Made the broker's certificate, and may make clients'. */
  readonly authority: Authority
  /** `127.0.0.1:port` where clients need a certificate; the principal is its common name. */
  readonly ssl: string
  /** `127.0.0.1:port` of SASL over TLS: PLAIN, SCRAM, and OAUTHBEARER where there is an issuer. */
  readonly saslSsl: string
  remove(): Promise<void>
}

export interface SecuredBrokerOptions {
  readonly users?: readonly SaslUser[]
  /** Of the broker. Default: one for this machine, of the broker's authority. */
  readonly certificate?: (authority: Authority) => Certificate
  /** Whose tokens are taken: its `iss`, and the audience. */
  readonly issuer?: { readonly url: string; readonly audience: string }
  readonly properties?: BrokerProperties
}

const SASL = 'org.apache.kafka.common.security'

/** @see startBroker */
export async function startSecuredBroker(options: SecuredBrokerOptions = {}): Promise<SecuredBroker> {
  const { users, issuer } = options
  const authority = createAuthority()
  const own = options.certificate?.(authority) ?? authority.issue()
  const node = await newNode(1)
  const [sslPort, saslSslPort] = [await anyPort(), await anyPort()]
  const dir = newFolder('secured')
  const clients = [
    `PLAINTEXT://127.0.0.1:${node.port}`,
    `SASL://127.0.0.1:${node.saslPort}`,
    `SSL://127.0.0.1:${sslPort}`,
    `SASL_SSL://127.0.0.1:${saslSslPort}`,
  ].join(',')
  const login = (users ?? []).map(({ name, password }) => `user_${name}="${password}"`).join(' ')
  const mechanisms = issuer ? 'SCRAM-SHA-256,SCRAM-SHA-512,PLAIN,OAUTHBEARER' : 'SCRAM-SHA-256,SCRAM-SHA-512,PLAIN'
  const properties: BrokerProperties = {
    listeners: `${clients},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': clients,
    'listener.security.protocol.map':
      'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL',
    'sasl.enabled.mechanisms': mechanisms,
    'listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config': `${SASL}.scram.ScramLoginModule required;`,
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': `${SASL}.scram.ScramLoginModule required;`,
    'listener.name.sasl_ssl.plain.sasl.jaas.config': `${SASL}.plain.PlainLoginModule required ${login};`,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.certificate.chain': oneLine(own.certificate),
    'ssl.keystore.key': oneLine(own.key()),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.certificates': oneLine(authority.certificate),
    'listener.name.ssl.ssl.client.auth': 'required',
    'ssl.principal.mapping.rules': 'RULE:^.*CN=([^,]+).*$/$1/',
    ...(issuer && oauth(issuer)),
    ...options.properties,
  }
  const allowed = issuer ? [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${issuer.url}/jwks`] : []
  const broker = await startBroker({ dir, quorum: [node], properties, jvm: allowed, ...(users && { users }) })
  return Object.assign(broker, {
    authority,
    ssl: `127.0.0.1:${sslPort}`,
    saslSsl: `127.0.0.1:${saslSslPort}`,
    async remove() {
      await broker.stop(0)
      rmSync(dir, { recursive: true, force: true })
    },
  })
}

function oauth({ url, audience }: NonNullable<SecuredBrokerOptions['issuer']>): BrokerProperties {
  const listeners = ['sasl', 'sasl_ssl'].flatMap((name) => {
    const prefix = `listener.name.${name}.oauthbearer.sasl`
    return [
      [`${prefix}.jaas.config`, `${SASL}.oauthbearer.OAuthBearerLoginModule required;`],
      [`${prefix}.server.callback.handler.class`, `${SASL}.oauthbearer.OAuthBearerValidatorCallbackHandler`],
    ]
  })
  return {
    ...Object.fromEntries(listeners),
    // Kafka 4.1's default takes any token of the right form when it is the broker that checks.
    'sasl.oauthbearer.jwt.validator.class': `${SASL}.oauthbearer.BrokerJwtValidator`,
    'sasl.oauthbearer.jwks.endpoint.url': `${url}/jwks`,
    'sasl.oauthbearer.expected.issuer': url,
    'sasl.oauthbearer.expected.audience': audience,
  }
}

function oneLine(pem: string): string {
  return pem.trim().replaceAll('\n', '\\n')
}
