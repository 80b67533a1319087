/**
 * Test files that keep a processor busy from their beginning to their end. Two of them beside one another would only take
 * each other's time; most others wait for brokers that start, freeze or die.
 */
const BUSY = /^test\/contract\//

/** The longest of the others, and folders that hold long ones, so that none of them is left for the end. */
const LONG = [
  'test/faults/leader-lost.test.ts',
  'test/v3/several-brokers.test.ts',
  'test/faults/broker-lost.test.ts',
  'test/functions/serverless.test.ts',
  'test/functions/server-identity.test.ts',
  'test/functions/server-outages.test.ts',
  'test/faults/',
  'test/functions/',
  'test/limits/',
  'test/kafka/',
  'test/v3/',
]

/** How soon a file is begun: the lower, the sooner. */
function rank(file: string): number {
  const place = LONG.findIndex((each) => file.startsWith(each))
  return place < 0 ? LONG.length : place
}

/**
 * Runs test files in lanes side by side. The first lane takes the busy ones as long as there are any, the others the rest,
 * the longest first; whose own have run out takes from the other kind.
 *
 * @param run  is told its lane, from 0 on; resolves when the file has ended; is called for no further file when it says `false`
 */
export async function inLanes(
  files: readonly string[],
  lanes: number,
  run: (file: string, lane: number) => Promise<boolean>,
): Promise<void> {
  const busy = files.filter((file) => BUSY.test(file))
  const others = files.filter((file) => !BUSY.test(file)).sort((one, other) => rank(one) - rank(other))
  const lane = async (number: number, own: string[], beside: string[]) => {
    for (let goOn = true; goOn; ) {
      const file = own.shift() ?? beside.shift()
      goOn = file !== undefined && (await run(file, number))
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, i) => (i === 0 ? lane(i, busy, others) : lane(i, others, busy))))
}
