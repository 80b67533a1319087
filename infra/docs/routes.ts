import { templateOf } from '../../shared/openapi/document.ts'
import { routes } from '../../shared/routes.ts'

const INTRODUCTION = `# Routes

Everything is served at the root and, when \`KAFKA_REST_BASE_PATH\` is set, below that path as well. The scope policy speaks of
actions; \`public\` needs no token. The same list as an OpenAPI 3.1 document, with the shapes of requests and answers:
\`GET /openapi.json\`.
`

/** docs/routes.md, from the route table. */
export function routesPage(): string {
  const rows = routes.map(({ method, path, summary, action, consumes, status }) => {
    const reads =
      method === 'GET' || method === 'DELETE' ? '–' : consumes.map((type) => `\`${type}\``).join('<br>') || 'any'
    return `| \`${method} ${templateOf({ path })}\` | ${summary} | \`${action}\` | ${reads} | ${status} |`
  })
  return `${INTRODUCTION}\n| Route | What it does | Action | Reads | Success |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
}
