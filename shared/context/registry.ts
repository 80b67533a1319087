import type { Settings } from '../config/load.ts'
import { createRegistry } from '../registry/client.ts'
import type { Registry } from '../registry/registry.ts'

/** The client of the configured registry; `undefined` when none is. */
export function createConfiguredRegistry(settings: Settings): Registry | undefined {
  const { registryUrl, registryUserInfo, registryTimeoutMs } = settings
  if (!registryUrl) return undefined
  return createRegistry({
    url: registryUrl,
    timeoutMs: registryTimeoutMs,
    ...(registryUserInfo && { userInfo: registryUserInfo }),
  })
}
