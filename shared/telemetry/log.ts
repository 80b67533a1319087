import { type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/**
 * Events as JSON lines on standard output: `event` names what happened, the other members are its facts.
 *
 * Whatever could hold a token or a password is cut out, should it ever get into an event.
 *
 * @param fields  what lines say besides, asked for with each
 */
export function createLog(level: string, fields?: () => object): Log {
  return pino({
    // The logger writes each line's own members into what it is given.
    ...(fields && { mixin: () => ({ ...fields() }) }),
    level,
    base: { service: 'kafka-rest-edge' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['*.authorization', '*.password', '*.token', '*.sasl'], remove: true },
  })
}

/** The same, of which the writer is loaded for its first line: a request that goes well leaves none. */
export function createLateLog(...asked: Parameters<typeof createLog>): Log {
  let made: Log | undefined
  const log = () => {
    made ??= createLog(...asked)
    return made
  }
  return {
    trace: (...line: [object, string?]) => log().trace(...line),
    debug: (...line: [object, string?]) => log().debug(...line),
    info: (...line: [object, string?]) => log().info(...line),
    warn: (...line: [object, string?]) => log().warn(...line),
    error: (...line: [object, string?]) => log().error(...line),
    fatal: (...line: [object, string?]) => log().fatal(...line),
  }
}
