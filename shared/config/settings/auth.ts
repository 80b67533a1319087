import { boolean, list, text, url } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

/** Who callers are and what they may do. */
export const AUTH_SETTINGS = {
  jwtIssuer: setting(
    'auth.jwt.issuer',
    text,
    '',
    'Issuer of the bearer tokens (OIDC). Setting it turns JWT verification on.',
  ),
  jwtAudience: setting('auth.jwt.audience', text, '', 'Audience a token must be for. Required with an issuer.'),
  jwtJwksUrl: setting('auth.jwt.jwks.url', url, '', 'The issuer’s keys; without it they are found by OIDC discovery.'),
  jwtAlgorithms: setting(
    'auth.jwt.algorithms',
    list,
    'RS256,PS256,ES256,EdDSA',
    'Signature algorithms that are accepted.',
  ),
  jwtScopeClaim: setting(
    'auth.jwt.scope.claim',
    text,
    '',
    'Claim that holds the scopes, when it is none of `scope`, `scp`, `roles`, `permissions`, `cognito:groups`.',
  ),
  gafaelfawrUrl: setting(
    'auth.gafaelfawr.url',
    url,
    '',
    'Base URL of a Rubin Science Platform. Setting it turns verification of its tokens on.',
  ),
  policy: setting(
    'auth.policy',
    text,
    '',
    'Who may do what: `scope=action,action@topics,group:groups; User:name=…` (docs/security.md). Without it and a file `write:sasquatch` may produce, consume, create topics and read metadata.',
  ),
  policyFile: setting('auth.policy.file', text, '', 'A file that holds the policy instead, read at start.'),
  auditLog: setting(
    'auth.audit.log',
    boolean,
    'true',
    'Whether every refused and every administrative request leaves a line in the log.',
  ),
  authNone: setting(
    'auth.none',
    boolean,
    'false',
    'Whether a server without any verifier may listen on more than loopback.',
  ),
} as const satisfies Record<string, Setting<unknown>>
