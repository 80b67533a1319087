import { describe, test } from 'node:test'

/** Path of AWS's runtime client; an empty text where it cannot be built. */
export const client = process.env.TEST_LAMBDA_RIC ?? ''

/** Whether the whole contract is to be run under it, which takes minutes. */
export const whole = process.env.TEST_LAMBDA_CONTRACT === 'whole'

/**
 * Tests that need AWS's runtime client. Where it cannot be built there is one test in their place that says why: left out on
 * somebody's machine, failed in CI.
 */
export function describeUnderClient(about: string, define: () => void): void {
  if (client !== '') {
    describe(about, define)
    return
  }
  const reason = process.env.TEST_LAMBDA_RIC_MISSING ?? "Lambda's runtime client is got by 'npm test [file]'."
  test(about, { skip: process.env.CI ? false : reason }, () => {
    throw new Error(reason)
  })
}
