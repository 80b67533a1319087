export interface PageOptions {
  url: string
  mqtt: string
  token: string
  /** A file with the Authorization header, so that the commands stay short. */
  headerFile: string
  clusterId: string
  /** A topic that does not exist yet. */
  topic: string
  kafka: string
  registry: string
  logFile: string
}

/** What a person reads when everything runs: where it is, the token, and three commands that work as they stand. */
export function page(options: PageOptions): string {
  const { url, topic } = options
  const curl = `curl -H @${quoted(options.headerFile)}`
  const json = "-H 'Content-Type: application/json'"
  const records = "-H 'Content-Type: application/vnd.kafka.json.v2+json'"
  const create = JSON.stringify({ topic_name: topic, partitions_count: 3, replication_factor: 1 })
  const produce = JSON.stringify({ records: [{ key: 'greeting', value: { hello: 'world' } }] })
  return `
kafka-rest-edge is running at ${url}
  MQTT ${options.mqtt}, token as password: topic/anything goes to the Kafka topic
  Kafka ${options.kafka}, schema registry ${options.registry}, log of the proxy ${options.logFile}

A token for it (30 days):
${options.token}

Try:
${curl} ${url}/v3/clusters
${curl} ${json} -d '${create}' ${url}/v3/clusters/${options.clusterId}/topics
${curl} ${records} -d '${produce}' ${url}/topics/${topic}

Ctrl-C stops it.
`
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
