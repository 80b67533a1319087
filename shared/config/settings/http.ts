import { headerList } from '../header-list.ts'
import { boolean, integer, list, methods, oneOf, path, tokens, url } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

const DAY_MS = 86_400_000

/** How requests are received and answered, and what is logged of them. */
export const HTTP_SETTINGS = {
  listeners: setting(
    'listeners',
    list,
    'http://0.0.0.0:8082',
    'Where the node server listens. One `http://host:port` or, with a certificate (`ssl.keystore…`), `https://host:port`.',
  ),
  basePath: setting(
    'base.path',
    path,
    '',
    'Path that everything is served under besides the root, and that all links carry, for example `/sasquatch-rest-proxy`.',
  ),
  publicUrl: setting(
    'public.url',
    url,
    '',
    'Scheme and authority of all links, for example `https://data.example.org`; without it they follow the request (`X-Forwarded-Proto`, `X-Forwarded-Host`, `Host`).',
  ),
  maxBodyBytes: setting(
    'request.max.bytes',
    integer(1024),
    '10485760',
    'Largest request body in bytes; beyond it 413.',
  ),
  maxRecords: setting(
    'request.max.records',
    integer(1),
    '100000',
    'Most records in one produce request; beyond it 413.',
  ),
  requestTimeoutMs: setting(
    'request.timeout.ms',
    integer(100, DAY_MS),
    '30000',
    'A request is answered within this many milliseconds, come what may.',
  ),
  shutdownTimeoutMs: setting(
    'shutdown.graceful.ms',
    integer(0, 60_000),
    '9000',
    'How long a stopping server lets requests finish.',
  ),
  acceptApplicationJson: setting(
    'produce.accept.application.json',
    boolean,
    'false',
    'Whether v2 produce reads `application/json` as `application/vnd.kafka.json.v2+json`.',
  ),
  endpointAllowlist: setting(
    'api.endpoints.allowlist',
    list,
    '',
    'The only operations that are served, by the names in docs/routes.md or classes of them such as `api.v3.topics.*`; without it all are. Health, metrics and the API’s description are served in any case.',
  ),
  endpointBlocklist: setting(
    'api.endpoints.blocklist',
    list,
    '',
    'Operations that are not served, named likewise, also when they are allowed: a GET answers 404, anything else 405.',
  ),
  corsOrigins: setting(
    'access.control.allow.origin',
    list,
    '',
    'Origins whose pages may read answers (CORS), for example `https://app.example.org,https://*.example.net`, or `*` for all; without it none.',
  ),
  corsMethods: setting(
    'access.control.allow.methods',
    methods,
    '',
    'Methods that these pages may use; without it GET, POST and HEAD.',
  ),
  corsHeaders: setting(
    'access.control.allow.headers',
    tokens,
    '',
    'Headers that they may send, `*` for all; without it X-Requested-With, Content-Type, Accept, Origin, Authorization and X-Request-Id.',
  ),
  corsExposedHeaders: setting(
    'access.control.expose.headers',
    tokens,
    '',
    'Headers of answers that they may read besides the usual ones, for example `X-Request-Id,Retry-After`.',
  ),
  corsSkipOptions: setting(
    'access.control.skip.options',
    boolean,
    'true',
    'Whether `OPTIONS` is answered without credentials where pages of other origins are allowed: browsers send none when they ask.',
  ),
  rejectOptions: setting('reject.options.request', boolean, 'false', 'Whether every `OPTIONS` is refused with 403.'),
  responseHeaders: setting(
    'response.http.headers.config',
    headerList,
    '',
    'Headers for all answers: `set X-Frame-Options: DENY, "add Cache-Control: no-cache, no-store"`. Actions: set, add, setDate, addDate (milliseconds from now).',
  ),
  nosniff: setting(
    'nosniff.prevention.enable',
    boolean,
    'true',
    'Whether answers have `X-Content-Type-Options: nosniff`: browsers take no answer for anything else than its Content-Type.',
  ),
  hsts: setting(
    'hsts.header.enable',
    boolean,
    'false',
    'Whether answers over TLS have `Strict-Transport-Security`: for a year browsers go to no port of this host without TLS.',
  ),
  logLevel: setting(
    'log.level',
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    'info',
    'Least level that is logged.',
  ),
  requestLog: setting(
    'request.log',
    oneOf('none', 'errors', 'all'),
    'errors',
    'Which requests leave a log line: none, those answered with 5xx, all.',
  ),
} as const satisfies Record<string, Setting<unknown>>
