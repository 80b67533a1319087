import { issuers } from '../issuers.ts'
import { boolean, integer, list, text, url } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

/** Who callers are and what they may do. */
export const AUTH_SETTINGS = {
  jwtIssuer: setting(
    'auth.jwt.issuer',
    text,
    '',
    'Issuer of the bearer tokens (OIDC). Setting it turns JWT verification on.',
  ),
  jwtAudience: setting(
    'auth.jwt.audience',
    list,
    '',
    'Audiences of which a token must be for one. Required with an issuer.',
  ),
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
  jwtPrincipalClaim: setting('auth.jwt.principal.claim', text, 'sub', 'Claim that names the caller.'),
  jwtClockSkewMs: setting(
    'auth.jwt.clock.skew.ms',
    integer(0, 600_000),
    '0',
    'How far the issuer’s clock may be from this one’s.',
  ),
  jwtIssuers: setting(
    'auth.jwt.issuers',
    issuers,
    '',
    'More issuers, as a JSON array: `[{"issuer":"https://…","audience":"…"}]`, each with `jwks.url`, `algorithms`, `scope.claim`, `principal.claim`, `clock.skew.ms` where needed.',
  ),
  gafaelfawrUrl: setting(
    'auth.gafaelfawr.url',
    url,
    '',
    'Base URL of a Rubin Science Platform. Setting it turns verification of its tokens on.',
  ),
  introspectionUrl: setting(
    'auth.introspection.url',
    url,
    '',
    'Introspection endpoint (RFC 7662). Setting it turns verification of opaque tokens on.',
  ),
  introspectionClientId: setting('auth.introspection.client.id', text, '', 'This proxy’s own name there.'),
  introspectionClientSecret: setting('auth.introspection.client.secret', text, '', 'Its secret there.'),
  introspectionAudience: setting(
    'auth.introspection.audience',
    list,
    '',
    'Audiences of which a token must be for one; without them the issuer alone decides.',
  ),
  introspectionScopeClaim: setting(
    'auth.introspection.scope.claim',
    text,
    '',
    'Member of its answer that holds the scopes, as for JWTs.',
  ),
  introspectionPrincipalClaim: setting(
    'auth.introspection.principal.claim',
    text,
    '',
    'Member that names the caller; without it the first of `sub`, `username`, `client_id` that there is.',
  ),
  introspectionCacheMs: setting(
    'auth.introspection.cache.ms',
    integer(0, 3_600_000),
    '60000',
    'How long an accepted token is not asked about again; a revoked one is let in as long.',
  ),
  basicUsersFile: setting(
    'auth.basic.users.file',
    text,
    '',
    'A file of users for HTTP Basic, a line each: `name: scrypt hash, scope, …` (`npm run user` writes one); read again when it changes. Setting it turns HTTP Basic on.',
  ),
  basicUsers: setting('auth.basic.users', text, '', 'The same lines in a variable, where there is no file.'),
  basicByKafka: setting(
    'auth.basic.kafka',
    boolean,
    'false',
    'Whether names and passwords of HTTP Basic are those of Kafka’s users: who can log in there, by `client.principal.sasl.mechanism`, may come in.',
  ),
  trustedHeader: setting(
    'auth.trusted.header.name',
    text,
    '',
    'Header in which an ingress names the caller, for example `X-Auth-Request-User`. Node server only.',
  ),
  trustedHeaderFrom: setting(
    'auth.trusted.header.from',
    list,
    '',
    'Addresses of that ingress, or networks such as `10.0.0.0/8`: the header means nothing from any other. Required with the header.',
  ),
  trustedHeaderScopes: setting(
    'auth.trusted.header.scopes',
    list,
    '',
    'Scopes of everybody whom that ingress lets through, for example `write:sasquatch`.',
  ),
  trustedHeaderScopesName: setting(
    'auth.trusted.header.scopes.name',
    text,
    '',
    'Header in which it names scopes or groups of the caller, parted by commas or spaces.',
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
