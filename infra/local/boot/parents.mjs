import { readFileSync } from 'node:fs'

const pollMs = 250

/** Calls back when npm, which started this process, is gone; see parents.d.mts. */
export function watchParents(orphaned) {
  if (process.env.npm_lifecycle_event === undefined) return () => {}
  const parents = () => `${process.ppid} ${parentOfShell(process.ppid)}`
  const first = parents()
  const timer = setInterval(() => {
    if (parents() === first) return
    clearInterval(timer)
    orphaned()
  }, pollMs)
  timer.unref()
  return () => clearInterval(timer)
}

// Where the parent is not a shell it is npm itself, whose own parent may go as it likes. macOS has no /proc, and a shell
// that hands over to the script at once.
function parentOfShell(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const nameEnd = stat.lastIndexOf(')')
    const isShell = /^(ba|da|z|k|a)?sh$/.test(stat.slice(stat.indexOf('(') + 1, nameEnd))
    return isShell ? stat.slice(nameEnd + 2).split(' ')[1] : ''
  } catch {
    return ''
  }
}
