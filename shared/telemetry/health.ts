import type { Context, Probe } from '../context.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { servedRoutes } from '../http/endpoint-lists.ts'
import { fetchMetadata } from '../kafka/metadata.ts'
import { routes } from '../routes.ts'

/** A probe must not hang: what has not answered by then counts as away. */
const PROBE_MS = 2000

type Found = Readonly<Record<string, 'up' | 'down'>>

/** `GET /health/live`: the process serves requests, whatever is wrong around it. */
export function live(call: Call): Answer {
  return jsonAnswer(call, { status: 'live' })
}

/** `GET /health/ready`: 200 when all that is configured can be reached, else 503 naming what cannot. */
export async function ready(call: Call, context: Context): Promise<Answer> {
  const found = await foundBy(context)
  const stopping = context.stopping()
  const up = !stopping && Object.values(found).every((state) => state === 'up')
  return jsonAnswer(call, { status: stopping ? 'stopping' : up ? 'ready' : 'not ready', ...found }, up ? 200 : 503)
}

/** Looks that are under way, by who looks: anybody may ask, and what is away is not asked once for each who does. */
const looks = new WeakMap<Context, Promise<Found>>()

function foundBy(context: Context): Promise<Found> {
  let look = looks.get(context)
  if (!look) {
    look = lookAround(probesOf(context)).finally(() => looks.delete(context))
    looks.set(context, look)
  }
  return look
}

function probesOf({ kafka, registryCall, storeProbe, probes, settings }: Context): Readonly<Record<string, Probe>> {
  return {
    kafka: (deadline) => fetchMetadata(kafka, [], deadline),
    ...(registryCall && { registry: (deadline) => registryCall('schemas/types', undefined, deadline) }),
    // Who serves no consumers needs no table.
    ...(storeProbe &&
      servedRoutes(routes, settings).some(({ path }) => KEEPS_STATE.test(path)) && { dynamodb: storeProbe }),
    ...Object.fromEntries(probes),
  }
}

const KEEPS_STATE = /^\/consumers\//

async function lookAround(probes: Readonly<Record<string, Probe>>): Promise<Found> {
  const deadline = Date.now() + PROBE_MS
  const states = Object.entries(probes).map(async ([name, probe]) => [name, await stateOf(probe, deadline)] as const)
  return Object.fromEntries(await Promise.all(states))
}

/** Not later than the deadline, whether the probe minds it or not. */
async function stateOf(probe: Probe, deadline: number): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'down'>((resolve) => {
    timer = setTimeout(resolve, deadline - Date.now(), 'down')
  })
  const asked = probe(deadline).then(
    () => 'up' as const,
    () => 'down' as const,
  )
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
