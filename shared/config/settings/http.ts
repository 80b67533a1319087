import { boolean, integer, list, oneOf, path, url } from '../parse.ts'
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
