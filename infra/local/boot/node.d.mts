/**
 * Whether a Node version (`v24.6.0`) runs the project: >= 22.22 of the 22 line, >= 24.6 of the 24 line, or newer. Older
 * ones lack type stripping or what @platformatic/kafka needs.
 */
export function suits(version: string): boolean

/**
 * The path of a Node that suits, an ordinary npm package kept in the cache; got from npm when it is not there.
 *
 * @param say  told in one line what is going on
 */
export function pinnedNode(cache: string, say: (line: string) => void): Promise<string>
