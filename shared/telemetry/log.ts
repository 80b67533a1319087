import { type Logger, pino } from 'pino'

export type Log = Logger

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
