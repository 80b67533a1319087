/**
 * The address of a service that tokens are sent to.
 *
 * @param name  of the option, for the error
 * @throws Error  it is no http(s) address, or has more than an address has
 */
export function serviceUrl(name: string, text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error(`${name}: ${text} is not an http(s) address`)
  if (url.username !== '' || url.search !== '' || url.hash !== '')
    throw new Error(`${name}: must hold neither credentials nor a query or fragment`)
  return url.href.replace(/\/$/, '')
}
