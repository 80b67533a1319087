import { deepEqual } from 'node:assert/strict'
import { type Mosquitto, mosquittoClient } from './mosquitto.ts'

/** Publishes each line as a message, with one connection and QoS 1 unless the arguments say another. */
export async function publishLines(
  { port }: Mosquitto,
  topic: string,
  lines: readonly unknown[],
  ...args: readonly (string | number)[]
): Promise<void> {
  const given = ['-p', port, '-q', 1, '-t', topic, '-l', ...args]
  deepEqual(await mosquittoClient('mosquitto_pub', given, `${lines.join('\n')}\n`), { code: 0, output: '' })
}
