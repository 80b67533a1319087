import { registryNotServed, registryReads, registryRefusals, withRegistryProxy } from './registry.cases.ts'
import { registryAway, registryNone, withoutRegistry, withRegistryAway } from './registry-away.cases.ts'
import { registryLimits } from './registry-limits.cases.ts'
import { registryPolicy, withReaders } from './registry-policy.cases.ts'
import { runTables } from './run-tables.ts'

runTables([
  { about: 'what is read from a registry', cases: registryReads, surroundings: withRegistryProxy },
  { about: 'a registry’s refusals', cases: registryRefusals, surroundings: withRegistryProxy, harmless: true },
  { about: 'a registry under a policy', cases: registryPolicy, surroundings: withReaders },
  { about: 'a registry that is not served', cases: registryNotServed },
  { about: 'schemas that are too large', cases: registryLimits, harmless: true, oneByOne: true },
  { about: 'no registry', cases: registryNone, surroundings: withoutRegistry },
  { about: 'a registry that is away', cases: registryAway, surroundings: withRegistryAway, harmless: true },
])
