import { createMtlsVerifier } from '../auth/mtls.ts'
import { createPrincipalMapping } from '../auth/principal-mapping.ts'
import { parsePrincipalRules } from '../auth/principal-rules.ts'
import { createTrustedHeaderVerifier } from '../auth/trusted-header.ts'
import type { ConnectionVerifier } from '../auth/verifier.ts'
import { ConfigurationError, type Settings } from '../config/load.ts'

/**
 * The verifiers that look at connections, for a process that ends them itself: an ingress's word comes before the certificate
 * that it may have come with.
 *
 * @throws ConfigurationError  a rule for principals has no pattern that can be used
 */
export function createConnectionVerifiers(settings: Settings): readonly ConnectionVerifier[] {
  const { trustedHeader, clientAuthentication } = settings
  const verifiers: ConnectionVerifier[] = []
  if (trustedHeader) {
    verifiers.push(
      createTrustedHeaderVerifier({
        header: trustedHeader,
        from: settings.trustedHeaderFrom,
        scopes: settings.trustedHeaderScopes,
        scopesHeader: settings.trustedHeaderScopesName || undefined,
      }),
    )
  }
  if (clientAuthentication !== 'NONE') verifiers.push(createMtlsVerifier({ principalOf: principalMapping(settings) }))
  return verifiers
}

function principalMapping({ principalRules }: Settings): (subject: string) => string | undefined {
  try {
    return createPrincipalMapping(parsePrincipalRules(principalRules))
  } catch (error) {
    throw new ConfigurationError([`KAFKA_REST_SSL_PRINCIPAL_MAPPING_RULES: ${(error as Error).message}`])
  }
}
