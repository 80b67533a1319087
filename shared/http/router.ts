import type { Router } from 'hono/router'

/** What stands at the end of a path. */
interface Leaf<Handler> {
  readonly handler: Handler
  /** Names of the path's parameters, in their order. */
  readonly names: readonly string[]
}

interface Node<Handler> {
  readonly literals: Map<string, Node<Handler>>
  parameter: Node<Handler> | undefined
  /** By method. */
  readonly leaves: Map<string, Leaf<Handler>>
}

const ANY_METHOD = 'ALL'

/**
 * Finds the one handler of a request, segment by segment.
 *
 * A segment that begins with a colon is a parameter, any other stands for itself, colons within it included
 * (`/configs:alter`), and goes before a parameter in its place (`/topics/-/configs`). That is what the paths of version 3
 * need and Hono's own fast router cannot express. Of handlers only the method's own is returned, or that of all methods:
 * nothing is composed.
 */
export function createRouter<Handler>(): Router<Handler> {
  const root = createNode<Handler>()
  return {
    name: 'segments',
    add(method, path, handler) {
      const names: string[] = []
      let node = root
      for (const segment of path.slice(1).split('/')) {
        if (segment.startsWith(':')) {
          names.push(segment.slice(1))
          node.parameter ??= createNode()
          node = node.parameter
        } else node = literalOf(node, segment)
      }
      node.leaves.set(method, { handler, names })
    },
    match(method, path) {
      const values: string[] = []
      const leaves = find(root, path, 1, values)
      const leaf = leaves?.get(method) ?? leaves?.get(ANY_METHOD)
      if (!leaf) return [[]]
      const parameters: Record<string, string> = {}
      for (const [index, name] of leaf.names.entries()) parameters[name] = values[index] as string
      return [[[leaf.handler, parameters]]]
    },
  }
}

/** @param values  takes what stands in the place of parameters */
function find<Handler>(
  node: Node<Handler>,
  path: string,
  start: number,
  values: string[],
): ReadonlyMap<string, Leaf<Handler>> | undefined {
  if (start > path.length) return node.leaves.size > 0 ? node.leaves : undefined
  const slash = path.indexOf('/', start)
  const end = slash < 0 ? path.length : slash
  const segment = path.slice(start, end)
  const literal = node.literals.get(segment)
  const found = literal && find(literal, path, end + 1, values)
  if (found || !node.parameter || segment === '') return found
  const depth = values.push(segment)
  const other = find(node.parameter, path, end + 1, values)
  if (!other) values.length = depth - 1
  return other
}

function createNode<Handler>(): Node<Handler> {
  return { literals: new Map(), parameter: undefined, leaves: new Map() }
}

function literalOf<Handler>(node: Node<Handler>, segment: string): Node<Handler> {
  const known = node.literals.get(segment) ?? createNode<Handler>()
  node.literals.set(segment, known)
  return known
}
