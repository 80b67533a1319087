import { templateOf } from '../../shared/openapi/document.ts'
import { routes } from '../../shared/routes.ts'

const INTRODUCTION = `# Routes

Everything is served at the root and, when \`KAFKA_REST_BASE_PATH\` is set, below that path as well; version 3 also below
\`/kafka/v3\` of either. The scope policy speaks of actions; \`public\` needs no token. \`KAFKA_REST_API_ENDPOINTS_ALLOWLIST\` and
\`KAFKA_REST_API_ENDPOINTS_BLOCKLIST\` speak of names. They are Confluent’s where Confluent has the operation, and may end in a
format as Confluent’s do (\`api.v2.produce-to-topic.json\`, \`api.v2.consumers.consume-avro\`). The same list as an OpenAPI 3.1
document, with the shapes of requests and answers: \`GET /openapi.json\`.
`

/** docs/routes.md, from the route table. */
export function routesPage(): string {
  const rows = routes.map(({ method, path, name, summary, action, consumes, status }) => {
    const reads =
      method === 'GET' || method === 'DELETE' ? '–' : consumes.map((type) => `\`${type}\``).join('<br>') || 'any'
    return `| \`${method} ${templateOf({ path })}\` | ${summary} | \`${name}\` | \`${action}\` | ${reads} | ${status} |`
  })
  return `${INTRODUCTION}\n| Route | What it does | Name | Action | Reads | Success |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`
}
