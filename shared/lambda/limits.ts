import type { Config } from '../config/config.ts'

/** Most bytes of what a handler returns, as JSON (Lambda quotas: 6 MB, of which a little is kept for the envelope). */
export const MOST_RESULT_BYTES = 6 * 1024 * 1024 - 16_384

/** An answer's quotes and backslashes stand twice in the result; base64, a third longer, is less. */
const MOST_ANSWER_BYTES = 3_000_000

/** Of what became of a record at most this much is said, about; answers to those that were stored then fit in any case. */
const MOST_RECORDS = 50_000

/**
 * The settings of a function whose answers Lambda takes as a whole: no read, and no list of what became of records, is
 * longer than what fits.
 */
export function withinLambda(config: Config): Config {
  const { settings } = config
  const asked = settings.responseMaxBytes || Number.POSITIVE_INFINITY
  return {
    ...config,
    settings: {
      ...settings,
      responseMaxBytes: Math.min(asked, MOST_ANSWER_BYTES),
      consumerRequestMaxBytes: Math.min(settings.consumerRequestMaxBytes, MOST_ANSWER_BYTES),
      maxRecords: Math.min(settings.maxRecords, MOST_RECORDS),
    },
  }
}
