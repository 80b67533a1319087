import { spawn } from 'node:child_process'

/** A program that the machine lacks; the message is one sentence with the command that installs it. */
export class MissingTool extends Error {
  constructor(tool: string, purpose: string, packages: { apt: string; brew: string }) {
    const install =
      process.platform === 'darwin' ? `brew install ${packages.brew}` : `apt-get install -y ${packages.apt}`
    super(`${tool} is needed ${purpose}, and is not on this machine; install it with: ${install}`)
    this.name = 'MissingTool'
  }
}

export interface ToolOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal | undefined
}

export interface ToolResult {
  code: number
  /** The end of what it wrote to standard output and standard error, at most 64 KiB. */
  output: string
}

const keptChars = 65_536

/**
 * Runs a program to its end, quietly.
 *
 * @returns nothing when there is no such program
 * @throws Error  the signal was aborted (the program has been ended then)
 */
export function runTool(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult | undefined> {
  const { cwd, env, signal } = options
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptChars)
    }
    const abort = () => child.kill('SIGTERM')
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort()
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    )
    child.once('close', (code) => {
      signal?.removeEventListener('abort', abort)
      if (signal?.aborted) reject(signal.reason)
      else resolve({ code: code ?? 1, output })
    })
  })
}
