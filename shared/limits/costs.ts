import { classOf } from '../http/endpoint-lists.ts'
import type { Route } from '../http/route.ts'

export interface Costs {
  readonly rateDefaultCost: number
  readonly rateCosts: ReadonlyMap<string, number>
}

/** What a request of the route costs: by its name, else by its class, else as all others (contract F.4). */
export function costOf({ name }: Pick<Route, 'name'>, { rateCosts, rateDefaultCost }: Costs): number {
  return rateCosts.get(name) ?? rateCosts.get(classOf(name)) ?? rateDefaultCost
}

/** Names in the list of costs that no operation has and no class. */
export function unknownCosts(costs: ReadonlyMap<string, number>, routes: readonly Route[]): readonly string[] {
  const known = new Set(routes.flatMap(({ name }) => [name, classOf(name)]))
  return [...costs.keys()].filter((name) => !known.has(name))
}
