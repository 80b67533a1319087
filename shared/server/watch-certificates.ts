import type { Server as TlsServer } from 'node:tls'
import { type ListenerTls, listenerFiles, listenerTls } from '../config/listener-tls.ts'
import { ConfigurationError, type Settings } from '../config/load.ts'
import type { Log } from '../telemetry/log.ts'
import { certificateReload } from './certificate-reload.ts'
import { secureContextOf } from './listener.ts'

/**
 * Takes certificates over for new connections when their files have changed; those that are open keep theirs.
 *
 * @returns ends it
 */
export function watchCertificates(settings: Settings, servers: readonly TlsServer[], log: Log): () => void {
  const files = listenerFiles(settings)
  if (!settings.listenerReload || servers.length === 0 || files.length === 0) return () => {}
  const look = certificateReload<ListenerTls | undefined>({
    files,
    load() {
      const problems: string[] = []
      const tls = listenerTls(settings, problems)
      if (problems.length > 0) throw new ConfigurationError(problems)
      return tls
    },
    use(tls) {
      if (tls === undefined) return
      for (const server of servers) server.setSecureContext(secureContextOf(tls))
      log.info({ event: 'tls.certificate-read' }, 'New connections get the certificate that is in the files now.')
    },
    onProblem: (err) =>
      log.error({ event: 'tls.certificate-not-read', err }, 'The certificate’s files have changed and cannot be used.'),
  })
  void look()
  const timer = setInterval(() => void look(), settings.listenerReloadIntervalMs)
  timer.unref()
  return () => clearInterval(timer)
}
