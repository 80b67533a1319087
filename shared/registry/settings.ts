import type { RegistryTls } from './exchange.ts'

/** The way to the registry and how it is used, as configured. */
export interface RegistrySettings {
  /** Without logins. */
  readonly urls: readonly string[]
  /** `user:password`. */
  readonly userInfo?: string
  readonly token?: string
  readonly tls: RegistryTls
  /** For all calls that one question needs together. */
  readonly timeoutMs: number
  readonly register: boolean
  readonly normalize: boolean
}
