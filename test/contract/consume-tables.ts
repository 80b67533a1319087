import type { Table } from './case.ts'
import { consumeBadInput } from './consume-bad-input.cases.ts'
import { consumeFormats } from './consume-formats.cases.ts'
import { consumeIdentity, withTwoCallers } from './consume-identity.cases.ts'
import { consumeInstances } from './consume-instances.cases.ts'
import { consumeKeyed } from './consume-keyed.cases.ts'
import { consumeLinks, publicUrl } from './consume-links.cases.ts'
import { consumeOffsets } from './consume-offsets.cases.ts'
import { consumePartition } from './consume-partition.cases.ts'
import { consumeReads } from './consume-reads.cases.ts'
import { consumeSchemas } from './consume-schemas.cases.ts'
import { consumeSubscriptions } from './consume-subscriptions.cases.ts'
import { consumeV1 } from './consume-v1.cases.ts'

/** The tables about consuming. Their proxies have a table of their own in DynamoDB. */
export const consumeTables: readonly Table[] = [
  { about: 'consumer instances', cases: consumeInstances },
  { about: 'subscriptions and assignments', cases: consumeSubscriptions },
  { about: 'reads', cases: consumeReads },
  { about: 'commits and positions', cases: consumeOffsets },
  { about: 'reads with a key', cases: consumeKeyed },
  { about: 'consumers of v1', cases: consumeV1 },
  { about: 'partitions without a group', cases: consumePartition },
  { about: 'consumers and callers', cases: consumeIdentity, surroundings: withTwoCallers },
  {
    about: 'where instances are',
    cases: consumeLinks('/sasquatch-rest-proxy'),
    surroundings: async () => ({ environment: { KAFKA_REST_BASE_PATH: '/sasquatch-rest-proxy' } }),
  },
  {
    about: 'where instances are, by public.url',
    cases: publicUrl,
    surroundings: async () => ({
      environment: { KAFKA_REST_PUBLIC_URL: 'https://data.example.org', KAFKA_REST_BASE_PATH: '/kafka' },
    }),
  },
  { about: 'reads of formats with schemas', cases: consumeSchemas },
  { about: 'reads of text, and of keys in another format', cases: consumeFormats },
  { about: 'consumers and bad input', cases: consumeBadInput, harmless: true },
]
