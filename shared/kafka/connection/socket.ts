import { connect as connectPlain, isIP, type OnReadOpts, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { BrokerAddress } from '../connections.ts'
import type { TlsSettings } from '../settings.ts'
import type { OnRead } from './frames.ts'

/** Of what is read at once: fewer calls than with Node's 64 KiB where much comes; only what was used takes memory. */
const READ_BYTES = 256 * 1024

/**
 * Begins a connection to a broker, with TLS where it is wanted.
 *
 * @param onReady  the socket can be written to: TLS is agreed upon
 * @param onRead   hears everything that comes
 */
export function openSocket(
  { host, port }: BrokerAddress,
  tls: TlsSettings | undefined,
  onReady: () => void,
  onRead: OnRead,
): Socket {
  // Documented for TLS as well, though missing from its types.
  const reading = { onread: { buffer: Buffer.allocUnsafeSlow(READ_BYTES), callback: onRead } satisfies OnReadOpts }
  const socket = tls
    ? connectTls({ host, port, ...reading, ...tlsOptions(tls, host) }, onReady)
    : connectPlain({ host, port, ...reading }, onReady)
  return socket.setNoDelay(true)
}

function tlsOptions({ ca, certificate, key, checkHostname }: TlsSettings, host: string): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    // An address cannot stand in SNI (RFC 6066, 3), a certificate for it is checked all the same.
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca && { ca }),
    ...(certificate && { cert: certificate }),
    ...(key && { key }),
    ...(!checkHostname && { checkServerIdentity: () => undefined }),
  }
}
