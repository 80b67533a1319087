/** Most bytes of the zip. */
export const MOST_ZIP_BYTES = 1_000_000

/** Most bytes of JavaScript that a function loads before it answers its first produce request. */
export const MOST_EAGER_BYTES = 900_000
