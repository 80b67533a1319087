import { deepEqual, equal, ok } from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { loadAll } from 'js-yaml'
import { loadConfig } from '../../shared/config/config.ts'
import { routes } from '../../shared/routes.ts'

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly data?: Record<string, string>
  readonly spec?: Record<string, never>
}

const folder = new URL('../../infra/kubernetes/', import.meta.url)
const texts = await Promise.all((await readdir(folder)).map((name) => readFile(new URL(name, folder), 'utf8')))
const manifests = texts.flatMap((text) => loadAll(text)) as Manifest[]

function only(kind: string): Manifest {
  const found = manifests.filter((each) => each.kind === kind)
  equal(found.length, 1, kind)
  return found[0] as Manifest
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
  readonly timeoutSeconds?: number
}

interface Container {
  readonly image: string
  readonly envFrom: readonly { configMapRef?: { name: string }; secretRef?: { name: string; optional: boolean } }[]
  readonly ports: readonly { name: string; containerPort: number }[]
  readonly securityContext: object
  readonly startupProbe: Probe
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
  readonly lifecycle: { preStop: { sleep: { seconds: number } } }
  readonly resources: { requests: { cpu: string }; limits: { memory: string } }
}

interface PodSpec {
  readonly serviceAccountName: string
  readonly terminationGracePeriodSeconds: number
  readonly securityContext: { runAsNonRoot: boolean; runAsUser: number }
  readonly containers: readonly [Container]
}

const deployment = only('Deployment').spec as unknown as {
  selector: { matchLabels: object }
  template: { metadata: { labels: object; annotations: Record<string, string> }; spec: PodSpec }
}
const pod = deployment.template.spec
const [container] = pod.containers
const config = loadConfig(only('ConfigMap').data ?? {})

test('the settings are settings, and valid once a way to know callers is named', () => {
  const { settings, listeners } = config
  equal(settings.consumerStore, 'dynamodb')
  deepEqual(
    listeners.map(({ port }) => port),
    [container.ports[0]?.containerPort],
  )
})

test('every probe asks for a route that there is, at the port that is served', () => {
  const paths = {
    startupProbe: '/health/live',
    livenessProbe: '/health/live',
    readinessProbe: '/health/ready',
  } as const
  for (const [name, path] of Object.entries(paths)) {
    const { httpGet } = container[name as keyof typeof paths]
    equal(httpGet.path, path)
    ok(routes.some((route) => route.path === path && route.action === 'public'))
    equal(httpGet.port, container.ports[0]?.name)
  }
  // It answers within two seconds, whatever is away.
  ok((container.readinessProbe.timeoutSeconds ?? 1) > 2)
  const { annotations } = deployment.template.metadata
  ok(routes.some(({ path }) => path === annotations['prometheus.io/path']))
  equal(Number(annotations['prometheus.io/port']), container.ports[0]?.containerPort)
})

test('a pod has the time that it takes to stop', () => {
  const { preStop } = container.lifecycle
  const needed = preStop.sleep.seconds * 1000 + config.settings.shutdownTimeoutMs + 1000
  ok(pod.terminationGracePeriodSeconds * 1000 >= needed)
})

test('it runs as the image’s user, without rights, on a file system that it cannot write to', async () => {
  const image = await readFile(new URL('../../infra/Containerfile', import.meta.url), 'utf8')
  equal(Number(/^USER (\d+):/m.exec(image)?.[1]), pod.securityContext.runAsUser)
  equal(pod.securityContext.runAsNonRoot, true)
  deepEqual(container.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
})

test('there is room for what the proxy keeps in memory', () => {
  const limit = Number(/^(\d+)Gi$/.exec(container.resources.limits.memory)?.[1]) * 1024 ** 3
  ok(limit >= 4 * (config.settings.bufferBytes + config.settings.consumerRequestMaxBytes))
})

test('everything is about the same pods, and of this version', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  equal(container.image, `kafka-rest-edge:${version}`)
  const labels = deployment.template.metadata.labels
  deepEqual(deployment.selector.matchLabels, labels)
  const service = only('Service').spec as unknown as { selector: object; ports: { targetPort: string }[] }
  deepEqual(service.selector, labels)
  equal(service.ports[0]?.targetPort, container.ports[0]?.name)
  const budget = only('PodDisruptionBudget').spec as unknown as { selector: { matchLabels: object } }
  deepEqual(budget.selector.matchLabels, labels)
  const scaler = only('HorizontalPodAutoscaler').spec as unknown as {
    scaleTargetRef: { kind: string; name: string }
    minReplicas: number
    metrics: { resource: { name: string } }[]
  }
  deepEqual([scaler.scaleTargetRef.kind, scaler.scaleTargetRef.name], ['Deployment', only('Deployment').metadata.name])
  ok(scaler.minReplicas > 1)
  deepEqual(
    scaler.metrics.map(({ resource }) => resource.name),
    ['cpu'],
  )
  equal(pod.serviceAccountName, only('ServiceAccount').metadata.name)
  equal(container.envFrom[0]?.configMapRef?.name, only('ConfigMap').metadata.name)
})
