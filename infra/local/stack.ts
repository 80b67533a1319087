import { startPidFile, stateFolder } from './folders.ts'
import { main } from './main.ts'
import type { Progress } from './processes/progress.ts'
import { liveRecord } from './processes/record.ts'
import { stackDown } from './stack/down.ts'
import { stackStatus } from './stack/status.ts'
import { stackUp } from './stack/up.ts'

const usage = 'Use: npm run stack -- up|down|status [--json]'

/** `npm run stack -- up|down|status [--json]`: the servers alone, without the proxy. Progress goes to standard error. */
await main(async (signal) => {
  const args = process.argv.slice(2)
  const json = args.includes('--json')
  const [command, ...more] = args.filter((arg) => arg !== '--json')
  const progress: Progress = { say: (line) => process.stderr.write(`${line}\n`), signal }
  const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)

  if (more.length > 0) throw new Error(usage)
  if (command === 'up') {
    const addresses = await stackUp(stateFolder, { progress })
    if (json) print(addresses)
    else progress.say('It stays up until: npm run stack -- down')
  } else if (command === 'down') {
    const running = liveRecord(startPidFile)
    if (running !== undefined)
      throw new Error(`npm start (process ${running.pid}) is using the stack: stop that first.`)
    const stopped = await stackDown(stateFolder)
    if (json) print({ stopped })
    else progress.say(stopped.length > 0 ? `Stopped ${stopped.join(', ')}.` : 'Nothing was running.')
  } else if (command === 'status') {
    const statuses = await stackStatus(stateFolder)
    if (json) print(Object.fromEntries(statuses.map(({ name, ...status }) => [name, status])))
    else
      for (const { name, state, address, pid } of statuses) {
        const where = address === undefined ? '' : ` at ${address} (process ${pid})`
        process.stdout.write(`${name.padEnd(9)}${state}${where}\n`)
      }
  } else throw new Error(usage)
  return 0
})
