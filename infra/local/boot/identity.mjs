import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** When a process began, or nothing if it is gone; see identity.d.mts. */
export function startTime(pid, platform = process.platform) {
  return platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

/** Whether a recorded process still runs and is the same one; see identity.d.mts. */
export function isAlive({ pid, started }) {
  return started !== undefined && startTime(pid) === started
}

function fromProc(pid) {
  let stat
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The second field is the program's name in brackets and may hold blanks and brackets itself: count from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ended(fields[0]) ? undefined : fields[19]
}

function fromPs(pid) {
  let line
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
    line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return undefined
  }
  const [, state, started] = /^\s*(\S+)\s+(.*\S)\s*$/.exec(line) ?? []
  return state === undefined || ended(state) ? undefined : started
}

// A zombie has ended; where nobody reaps orphans (a container without an init) it stays in the table for ever.
function ended(state) {
  return state.startsWith('Z') || state.startsWith('X')
}
