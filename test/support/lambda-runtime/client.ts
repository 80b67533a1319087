/** Path of AWS's runtime client; an empty text where it cannot be built. */
export const client = process.env.TEST_LAMBDA_RIC ?? ''

/** Why tests under it cannot run here, for their `skip`. In CI they run all the same, and fail by this very reason. */
export const unavailable: string | false =
  client === '' && !process.env.CI
    ? (process.env.TEST_LAMBDA_RIC_MISSING ?? "Lambda's runtime client is got by 'npm test [file]'")
    : false

/** Whether the whole contract is to be run under it, which takes minutes. */
export const whole = process.env.TEST_LAMBDA_CONTRACT === 'whole'
