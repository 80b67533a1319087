/**
 * Whether node_modules holds what package-lock.json says, for this platform. Compared once in full, then by a stamp in
 * node_modules: a hash of both of npm's lists.
 *
 * @param root  the folder of package.json
 */
export function areInstalled(root: string): boolean

/**
 * Runs `npm ci` unless {@link areInstalled}; of two commands that find node_modules missing one installs, the other waits.
 *
 * @throws Error  npm failed; its own message is on standard error
 */
export function installDependencies(
  root: string,
  options: { env: NodeJS.ProcessEnv; say: (line: string) => void },
): Promise<void>
