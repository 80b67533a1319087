import { deepEqual, equal, match } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { newFolder } from '../support/folder.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { describeWithMosquitto, mosquittoClient, mosquittoProgram } from '../support/mqtt/mosquitto.ts'
import { LOGIN, type MqttListener, startMqttListener } from './mqtt-listener.ts'

const WELL = { code: 0, output: '' }
const VERSIONS = ['mqttv311', 'mqttv5'] as const

describeWithMosquitto('Mosquitto’s clients publish', () => {
  let listener: MqttListener
  before(async () => {
    listener = await startMqttListener(true)
  })
  after(() => listener.proxy.stop())

  const login = ['-u', LOGIN[0], '-P', LOGIN[1]]
  const publish = (args: readonly (string | number)[], input?: string) =>
    mosquittoClient('mosquitto_pub', ['-p', listener.port, ...args], input)

  for (const version of VERSIONS) {
    for (const qos of [0, 1, 2]) {
      test(`${version}, QoS ${qos}: lines of one connection, each stored once, in order`, async () => {
        const topic = await createTopic()
        const lines = Array.from({ length: 500 }, (_, n) => `line ${n}`)
        const args = ['-V', version, '-q', qos, '-t', `${topic}/lines`, '-l', ...login]
        deepEqual(await publish(args, `${lines.join('\n')}\n`), WELL)
        const stored = await readTopic(topic, lines.length)
        deepEqual(
          stored.map(({ key, value }) => `${key}: ${value}`),
          lines.map((line) => `${topic}/lines: ${line}`),
        )
      })
    }

    test(`${version}: over TLS, and not where the certificate’s authority is another`, async () => {
      const topic = await createTopic()
      const file = join(newFolder('mqtt'), 'ca.pem')
      writeFileSync(file, listener.authority)
      const args = ['-V', version, '-h', 'localhost', '-q', 1, '-t', `${topic}/tls`, '-m', 'secret', ...login]
      deepEqual(await mosquittoClient('mosquitto_pub', [...args, '-p', listener.securePort, '--cafile', file]), WELL)
      equal(String((await readTopic(topic, 1))[0]?.value), 'secret')
      const other = await mosquittoClient('mosquitto_pub', [...args, '-p', listener.securePort, '--tls-use-os-certs'])
      match(other.output, /TLS error/)
    })

    test(`${version}: a wrong password, and none, are refused`, async () => {
      for (const wrong of [['-u', 'alice', '-P', 'wrong'], []]) {
        const { code, output } = await publish(['-V', version, '-t', 'a/b', '-m', 'x', ...wrong])
        equal(code === 0, false)
        match(output, /not authori[sz]ed|bad user name or password/i)
      }
    })

    test(`${version}: the will of a client that vanishes is stored, that of one that says good-bye is not`, async () => {
      const topic = await createTopic()
      const will = ['--will-topic', `${topic}/will`, '--will-payload', 'gone', '--will-qos', '1']
      const args = ['-V', version, '-q', 1, '-t', `${topic}/alive`, ...login, ...will]
      deepEqual(await publish([...args, '-m', 'polite']), WELL)
      const lines = ['-p', listener.port, ...args, '-l'].map(String)
      const child = spawn(mosquittoProgram('mosquitto_pub'), lines, { stdio: ['pipe', 'ignore', 'ignore'] })
      child.stdin.write('here\n')
      await readTopic(topic, 2)
      child.kill('SIGKILL')
      deepEqual(
        (await readTopic(topic, 3)).map(({ key, value }) => `${String(key).split('/')[1]} ${value}`),
        ['alive polite', 'alive here', 'will gone'],
      )
    })
  }

  test('user properties of MQTT 5 become headers', async () => {
    const topic = await createTopic()
    const properties = [
      '-D',
      'publish',
      'user-property',
      'site',
      'south',
      '-D',
      'publish',
      'user-property',
      'unit',
      'C',
    ]
    deepEqual(await publish(['-V', 'mqttv5', '-q', 1, '-t', `${topic}/a`, '-m', '1', ...properties, ...login]), WELL)
    deepEqual(
      (await readTopic(topic, 1))[0]?.headers.map(([name, value]) => `${name}=${value}`),
      ['site=south', 'unit=C'],
    )
  })

  test('who subscribes is told that there is nothing to subscribe to', async () => {
    for (const version of VERSIONS) {
      const args = ['-p', listener.port, '-V', version, '-t', 'a/#', '-W', 5, ...login]
      match((await mosquittoClient('mosquitto_sub', args)).output, /All subscription requests were denied/)
    }
  })
})
