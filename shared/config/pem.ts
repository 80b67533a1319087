import { type KeyMaterial, readPemKey, readTrustStore } from '../tls/key-material.ts'
import type { Parse } from './setting.ts'

/** PEM text. Where a variable cannot hold line breaks, `\n` stands for one. */
export const pem: Parse<string> = (value) => value.trim().replaceAll('\\n', '\n')

/** A variable and the PEM text in it; empty when it is not set. */
export interface PemSetting {
  readonly variable: string
  readonly text: string
}

/**
 * Certificates that others' are checked against, read at start rather than with the first connection.
 *
 * @param problems  takes what is wrong
 * @returns `undefined` when the setting is empty or wrong
 */
export function trustOf({ variable, text }: PemSetting, problems: string[]): string | undefined {
  if (text === '') return undefined
  return tried(variable, problems, () => {
    if (!text.includes('-----BEGIN ')) throw new Error('holds no PEM (-----BEGIN CERTIFICATE-----)')
    return readTrustStore(Buffer.from(text))
  })
}

/**
 * A certificate with its key, likewise.
 *
 * @param password  of the key, when it is encrypted
 * @param problems  takes what is wrong; never anything of the key
 */
export function keyMaterialOf(
  certificate: PemSetting,
  key: PemSetting,
  password: string,
  problems: string[],
): KeyMaterial | undefined {
  if (certificate.text === '' && key.text === '') return undefined
  for (const [missing, given] of [
    [certificate, key],
    [key, certificate],
  ] as const) {
    if (missing.text === '') problems.push(`${missing.variable} is missing: ${given.variable} is of no use without it.`)
  }
  if (certificate.text === '' || key.text === '') return undefined
  if (trustOf(certificate, problems) === undefined) return undefined
  return tried(`${key.variable} (with ${certificate.variable})`, problems, () =>
    readPemKey(certificate.text, key.text, password),
  )
}

function tried<Value>(variable: string, problems: string[], read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    problems.push(`${variable} ${(error as Error).message}.`)
    return undefined
  }
}
