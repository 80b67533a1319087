import { BlockList, isIP, type Socket } from 'node:net'
import { invalidConnection } from './challenge.ts'
import type { ConnectionVerifier, Sender } from './verifier.ts'

/** What a name may be: printable, and without a comma, by which two headers of one name are joined. */
const NAME = /^[^\p{C},]{1,255}$/u
/** How long a header with scopes may be, in characters. */
const MAX_SCOPES = 16_384

export interface TrustedHeaderOptions {
  /** The header that names the caller, for example `X-Auth-Request-User`. */
  readonly header: string
  /** Addresses, or networks such as `10.0.0.0/8`, whose word is taken. */
  readonly from: readonly string[]
  /** Scopes that everybody has whom they let through. */
  readonly scopes?: readonly string[] | undefined
  /** A header that names more scopes, parted by commas or spaces. */
  readonly scopesHeader?: string | undefined
}

/**
 * Takes an ingress's word for who is calling. From any other address its headers mean nothing.
 *
 * @throws Error  the options are not usable; the message names the one
 */
export function createTrustedHeaderVerifier(options: TrustedHeaderOptions): ConnectionVerifier {
  const { header, scopes = [], scopesHeader } = options
  const networks = parseNetworks(options.from)
  const trusted = new WeakMap<Socket, boolean>()

  function isTrusted(socket: Socket): boolean {
    const known = trusted.get(socket)
    if (known !== undefined) return known
    // A link-local address has its zone behind a percent sign.
    const address = (socket.remoteAddress ?? '').split('%', 1)[0] ?? ''
    const version = isIP(address)
    const found = version !== 0 && networks.check(address, version === 6 ? 'ipv6' : 'ipv4')
    trusted.set(socket, found)
    return found
  }

  return {
    name: 'trusted-header',
    identify(sender: Sender) {
      if (sender.socket === undefined || !isTrusted(sender.socket)) return undefined
      const principal = sender.header(header)
      if (principal === undefined || principal === '') return undefined
      if (!NAME.test(principal)) throw invalidConnection(`The header ${header} names no caller, or several.`)
      const more = scopesHeader === undefined ? '' : (sender.header(scopesHeader) ?? '')
      if (more.length > MAX_SCOPES) throw invalidConnection(`The header ${scopesHeader} is too long.`)
      const all = [...scopes, ...more.split(/[\s,]+/).filter((scope) => scope !== '')]
      return { principal, scopes: new Set(all), claims: {}, expiresAt: Number.POSITIVE_INFINITY }
    },
  }
}

/** @throws Error  one is neither an address nor a network */
export function parseNetworks(from: readonly string[]): BlockList {
  if (from.length === 0) throw new Error('from: at least one address is needed')
  const networks = new BlockList()
  for (const text of from) {
    const [address = '', bits, ...more] = text.split('/')
    const version = isIP(address)
    const longest = version === 6 ? 128 : 32
    const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
    if (version === 0 || more.length > 0 || !(prefix <= longest))
      throw new Error(`from: ${text} is neither an address nor a network such as 10.0.0.0/8`)
    networks.addSubnet(address, prefix, version === 6 ? 'ipv6' : 'ipv4')
  }
  return networks
}
