import { createRegistryOver, type WatchCache } from '../registry/client.ts'
import type { Registry } from '../registry/registry.ts'
import type { RegistrySettings } from '../registry/settings.ts'
import { type Call, createTransport } from '../registry/transport.ts'

/** The configured registry. */
export interface ConfiguredRegistry {
  /** With its memory, as formats need it. */
  readonly registry: Registry
  /** The way to it, without any. */
  readonly call: Call
}

/** @param settings  `undefined` when no registry is configured */
export function createConfiguredRegistry(
  settings: RegistrySettings | undefined,
  watchCache: WatchCache,
): ConfiguredRegistry | undefined {
  if (settings === undefined) return undefined
  const { urls, timeoutMs, register, normalize, ...way } = settings
  const call = createTransport({ ...way, url: urls, now: Date.now })
  return { call, registry: createRegistryOver(call, { timeoutMs, register, normalize, watchCache }) }
}
