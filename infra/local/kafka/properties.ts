/** One node of a Kafka cluster, broker and controller in one. */
export interface Node {
  nodeId: number
  /** Where clients connect without credentials. */
  port: number
  controllerPort: number
  /** Where clients connect with SASL (SCRAM-SHA-256, SCRAM-SHA-512 or PLAIN). */
  saslPort: number
}

/** A user of the SASL listener. */
export interface SaslUser {
  name: string
  password: string
}

/** Properties of a broker by their Kafka names; `undefined` removes one of ours. */
export type BrokerProperties = Record<string, string | number | boolean | undefined>

const login = (module: string, options = '') =>
  `org.apache.kafka.common.security.${module} required${options === '' ? '' : ` ${options}`};`

/**
 * The server.properties of one node. Everything listens on loopback; topics are never made by accident; ACLs are enforced,
 * with whoever comes without credentials as a super user; group and transaction topics are as small as a laptop wants them.
 *
 * @param quorum  all nodes of the cluster, this one among them
 */
export function brokerProperties(
  node: Node,
  quorum: readonly Node[],
  dataDir: string,
  users: readonly SaslUser[],
  overrides: BrokerProperties = {},
): string {
  const replicas = Math.min(quorum.length, 3)
  const minInSync = Math.max(1, replicas - 1)
  const plainUsers = users.map(({ name, password }) => `user_${name}="${password}"`).join(' ')
  const properties: BrokerProperties = {
    'process.roles': 'broker,controller',
    'node.id': node.nodeId,
    'controller.quorum.voters': quorum.map((each) => `${each.nodeId}@127.0.0.1:${each.controllerPort}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${node.port},SASL://127.0.0.1:${node.saslPort},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port},SASL://127.0.0.1:${node.saslPort}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512,PLAIN',
    'listener.name.sasl.scram-sha-256.sasl.jaas.config': login('scram.ScramLoginModule'),
    'listener.name.sasl.scram-sha-512.sasl.jaas.config': login('scram.ScramLoginModule'),
    'listener.name.sasl.plain.sasl.jaas.config': login('plain.PlainLoginModule', plainUsers),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS;User:admin',
    'log.dirs': dataDir,
    'auto.create.topics.enable': false,
    'delete.topic.enable': true,
    'default.replication.factor': replicas,
    'min.insync.replicas': minInSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 2 * replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInSync,
    'transaction.state.log.num.partitions': 2 * replicas,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minInSync,
    'share.coordinator.state.topic.num.partitions': 2 * replicas,
    'group.initial.rebalance.delay.ms': 0,
    // The default would take half of a lean heap.
    'log.cleaner.dedupe.buffer.size': 8_388_608,
    // A killed or frozen broker is given up after 4 s instead of 9; one that was killed can't come back before that.
    'broker.session.timeout.ms': 4_000,
    'broker.heartbeat.interval.ms': 500,
    ...overrides,
  }
  const lines = Object.entries(properties).filter(([, value]) => value !== undefined)
  return `${lines.map(([name, value]) => `${name}=${value}`).join('\n')}\n`
}
