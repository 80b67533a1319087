import type { AwsCredentials } from './signature-v4.ts'

/**
 * Credentials from wherever AWS's SDK finds them (environment, container, profile, instance), renewed before they expire.
 * The SDK is loaded when they are first asked for.
 */
export function awsCredentials(): () => Promise<AwsCredentials> {
  let provider: Promise<() => Promise<AwsCredentials>> | undefined
  return async () => {
    provider ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) => defaultProvider())
    return (await provider)()
  }
}
