import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { librdkafkaOptions } from '../../../../shared/kafka/producer/librdkafka/options.ts'
import type { Login } from '../../../../shared/kafka/settings.ts'
import { kafkaSettings, producerSettings } from '../../../support/engine.ts'
import { librdkafka, withLibrdkafka } from '../../../support/librdkafka.ts'

const optionsFor = (login: Login): Record<string, unknown> =>
  librdkafkaOptions(kafkaSettings(), login, producerSettings())

test('the settings are said in librdkafka’s words, within its bounds', () => {
  const kafka = kafkaSettings({ connectTimeoutMs: 200, requestTimeoutMs: 1000, bootstrapServers: ['a:1', 'b:2'] })
  const producer = producerSettings({
    lingerMs: 7,
    compression: 'zstd',
    maxRequestBytes: 2000,
    deliveryTimeoutMs: 9000,
  })
  const options: Record<string, unknown> = librdkafkaOptions(kafka, {}, producer)
  equal(options['bootstrap.servers'], 'a:1,b:2')
  equal(options['socket.connection.setup.timeout.ms'], 1000)
  equal(options['socket.timeout.ms'], 1000)
  equal(options['request.timeout.ms'], 800)
  equal(options['linger.ms'], 7)
  equal(options['compression.type'], 'zstd')
  equal(options['message.max.bytes'], 2000)
  equal(options['message.timeout.ms'], 9000)
  equal(options['security.protocol'], 'plaintext')
})

test('without numbers of its own only one batch is on its way at a time, so that order is kept', () => {
  const without: Record<string, unknown> = librdkafkaOptions(
    kafkaSettings(),
    {},
    producerSettings({ idempotence: false, acks: 1 }),
  )
  deepEqual(
    [without['enable.idempotence'], without.acks, without['max.in.flight.requests.per.connection']],
    [false, 1, 1],
  )
})

test('TLS is in PEM, with the authorities that the proxy itself trusts when none are given', () => {
  const own = optionsFor({ tls: { ca: 'CA', certificate: 'CERT', key: 'KEY', checkHostname: true } })
  deepEqual(
    [own['security.protocol'], own['ssl.ca.pem'], own['ssl.certificate.pem'], own['ssl.key.pem']],
    ['ssl', 'CA', 'CERT', 'KEY'],
  )
  equal(own['ssl.endpoint.identification.algorithm'], 'https')
  const usual = optionsFor({ tls: { checkHostname: false } })
  ok(String(usual['ssl.ca.pem']).split('BEGIN CERTIFICATE').length > 50)
  equal(usual['ssl.endpoint.identification.algorithm'], 'none')
})

test('a token is asked for by librdkafka, whoever makes it, and has an end in any case', async () => {
  const token = async () => ({ value: 'v', expiresAt: Number.POSITIVE_INFINITY, principal: 'p' })
  const options = optionsFor({
    tls: { checkHostname: true },
    sasl: { mechanism: 'OAUTHBEARER', token, extensions: { logicalCluster: 'lkc' } },
  })
  equal(options['security.protocol'], 'sasl_ssl')
  const refresh = options.oauthbearer_token_refresh_cb as () => Promise<Record<string, unknown>>
  const { lifetime, ...given } = await refresh()
  deepEqual(given, { tokenValue: 'v', principal: 'p', extensions: { logicalCluster: 'lkc' } })
  ok(Number(lifetime) > Date.now() && Number.isFinite(lifetime))
})

withLibrdkafka(() => {
  test('librdkafka knows every option and takes the least and the most of the settings', () => {
    const { Producer } = librdkafka()
    const extremes = [
      [
        {
          connectTimeoutMs: 100,
          requestTimeoutMs: 500,
          connectionsMaxIdleMs: 1000,
          metadataMaxAgeMs: 1000,
          retryBackoffMs: 10,
        },
        { maxRequestBytes: 1024, lingerMs: 0, bufferBytes: 1024, maxBlockMs: 0, deliveryTimeoutMs: 100 },
      ],
      [
        {
          connectTimeoutMs: 60_000,
          requestTimeoutMs: 300_000,
          connectionsMaxIdleMs: 2 ** 53 - 1,
          metadataMaxAgeMs: 2 ** 53 - 1,
          retryBackoffMs: 60_000,
        },
        {
          maxRequestBytes: 1_073_741_824,
          lingerMs: 10_000,
          bufferBytes: 2 ** 53 - 1,
          maxBlockMs: 86_400_000,
          deliveryTimeoutMs: 86_400_000,
        },
      ],
    ] as const
    for (const [kafka, producer] of extremes) {
      new Producer(librdkafkaOptions(kafkaSettings(kafka), {}, producerSettings(producer)))
    }
  })
})
