import { consumeTables } from '../contract/consume-tables.ts'
import { consumerEnvironment } from '../contract/consumer.ts'
import { runTables } from '../contract/run-tables.ts'
import { tables } from '../contract/tables.ts'
import { describeUnderClient, whole } from '../support/lambda-runtime/client.ts'
import { buffered, streaming } from '../support/lambda-runtime/targets.ts'

/**
 * Both ways at once where the runtime client stands between: what it does to heads, bodies of all kinds, links and errors. The
 * same handler is given the whole table in contract.test.ts; with TEST_LAMBDA_CONTRACT=whole it is here as well, in five minutes.
 */
const TELLING = [
  'metadata',
  'negotiation',
  'routing and errors',
  'produce binary',
  'produce JSON',
  'produce text, and keys in another format',
  'v3 partitions',
  'bad bodies',
  'topic names',
  'base path and links',
]
/** What a stream could do otherwise. */
const STREAMED = ['negotiation', 'routing and errors', 'produce binary', 'bad bodies', 'base path and links']

const ofContract = (names: readonly string[]) => tables.filter(({ about }) => whole || names.includes(about))

describeUnderClient("the contract under Lambda's runtime client", () => {
  runTables(ofContract(TELLING), undefined, buffered)
  runTables(ofContract(STREAMED), undefined, streaming)
  runTables(
    consumeTables.filter(({ about }) => whole || about === 'reads'),
    consumerEnvironment,
    whole ? { ...buffered, ...streaming } : streaming,
  )
})
