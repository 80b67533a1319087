import { asCarol, asNobody, authentication, authorization } from './authorization.cases.ts'
import { badBody } from './bad-body.cases.ts'
import { badFormatInput, hostilePatterns } from './bad-format-input.cases.ts'
import { basePathCases, basePathEnvironment } from './base-path.cases.ts'
import type { Table } from './case.ts'
import { endpointListCases, endpointLists } from './endpoint-lists.cases.ts'
import { identity, withIdentity } from './identity.cases.ts'
import { limits } from './limits.cases.ts'
import { metadata } from './metadata.cases.ts'
import { negotiation } from './negotiation.cases.ts'
import { produceAvro } from './produce-avro.cases.ts'
import { fillsDefaults, produceAvroDefaults } from './produce-avro-defaults.cases.ts'
import { produceBinary } from './produce-binary.cases.ts'
import { produceFormats } from './produce-formats.cases.ts'
import { produceJson } from './produce-json.cases.ts'
import { produceJsonSchema } from './produce-jsonschema.cases.ts'
import { produceProtobuf } from './produce-protobuf.cases.ts'
import { routing } from './routing.cases.ts'
import { topicNames } from './topic-names.cases.ts'
import { v3Acls, v3AclsWithoutAuthorizer, withoutAuthorizer } from './v3-acls.cases.ts'
import { v3Clusters } from './v3-clusters.cases.ts'
import { v3Configs } from './v3-configs.cases.ts'
import { v3Groups, v3GroupsWithoutStore, withNativeConsumers } from './v3-groups.cases.ts'
import { v3KafkaAcls } from './v3-kafka-acls.cases.ts'
import { v3Partitions } from './v3-partitions.cases.ts'
import { v3Policy } from './v3-policy.cases.ts'
import { v3GroupRights, v3Rights, v3RightsInKafka, withRights } from './v3-rights.cases.ts'
import { v3Topics } from './v3-topics.cases.ts'

/** All tables of the contract. Every case runs against every target. */
export const tables: readonly Table[] = [
  { about: 'metadata', cases: metadata },
  { about: 'negotiation', cases: negotiation },
  { about: 'routing and errors', cases: routing },
  { about: 'produce binary', cases: produceBinary },
  { about: 'produce JSON', cases: produceJson },
  { about: 'produce Avro', cases: produceAvro },
  {
    about: 'produce Avro, defaults filled in',
    cases: produceAvroDefaults,
    surroundings: async () => ({ environment: fillsDefaults }),
  },
  { about: 'produce JSON Schema', cases: produceJsonSchema, harmless: true },
  { about: 'produce Protobuf', cases: produceProtobuf, harmless: true },
  { about: 'produce text, and keys in another format', cases: produceFormats, harmless: true },
  { about: 'v3 clusters', cases: v3Clusters, harmless: true },
  { about: 'v3 topics', cases: v3Topics, harmless: true },
  { about: 'v3 configs', cases: v3Configs, harmless: true },
  { about: 'v3 partitions', cases: v3Partitions, harmless: true },
  { about: 'v3 ACLs', cases: v3Acls, harmless: true },
  { about: 'v3 ACLs without an authorizer', cases: v3AclsWithoutAuthorizer, surroundings: withoutAuthorizer },
  { about: 'v3 ACLs and groups under a policy', cases: v3Rights, surroundings: withRights },
  { about: 'v3 groups under a policy', cases: v3GroupRights, surroundings: withRights },
  { about: 'v3 ACLs and groups under Kafka’s authorization', cases: v3RightsInKafka, surroundings: asCarol },
  { about: 'v3 groups', cases: v3Groups, surroundings: withNativeConsumers, harmless: true },
  {
    about: 'v3 groups without a table',
    cases: v3GroupsWithoutStore,
    surroundings: async () => ({ environment: { KAFKA_REST_DYNAMODB_TABLE: 'not-there' } }),
  },
  { about: 'bad bodies', cases: badBody, harmless: true },
  { about: 'bad input of formats with schemas', cases: [...badFormatInput, ...hostilePatterns], harmless: true },
  { about: 'topic names', cases: topicNames, harmless: true },
  { about: 'limits', cases: limits, harmless: true, oneByOne: true },
  {
    about: 'base path and links',
    cases: basePathCases,
    surroundings: async () => ({ environment: basePathEnvironment }),
  },
  {
    about: 'lists of endpoints',
    cases: endpointListCases,
    surroundings: async () => ({ environment: endpointLists }),
  },
  { about: 'identity', cases: identity, surroundings: withIdentity },
  { about: 'v3 under a policy', cases: v3Policy, surroundings: withIdentity },
  { about: 'v3 under Kafka’s authorization', cases: v3KafkaAcls, surroundings: asCarol },
  { about: 'Kafka’s authorization', cases: authorization, surroundings: asCarol },
  { about: 'Kafka’s authentication', cases: authentication, surroundings: asNobody },
]
