import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url))

/** Holds all that running the project leaves behind, except downloads: `$KAFKA_REST_EDGE_STATE`, or `.local`, not in git. */
export const stateFolder = resolve(projectFolder, process.env.KAFKA_REST_EDGE_STATE || '.local')

/** Pid file of a running `npm start`. */
export const startPidFile = join(stateFolder, 'start', 'start.pid')

/** What Node has compiled once: several hundred modules, which most processes here would otherwise compile for themselves. */
export const compiledFolder = join(stateFolder, 'compiled')
