import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'

interface Process {
  readonly pid: number
  readonly parent: number
  readonly isBackend: boolean
}

/**
 * Ends the backends that a killed server left behind: one inside a statement notices only at its end that
 * its server has gone, and no other server can start on the data before. Only Linux shows them.
 */
export function endOrphans(data: string, signal: 'SIGQUIT' | 'SIGKILL'): void {
  for (const pid of orphansOf(data)) {
    try {
      process.kill(pid, signal)
    } catch {
      // It has just ended.
    }
  }
}

/** Backends that work in the data folder and whose parent does not: a live server is the parent of its own. */
function orphansOf(data: string): number[] {
  if (process.platform !== 'linux') return []
  const processes = processesIn(realpathSync(data))
  const pids = new Set(processes.map(({ pid }) => pid))
  return processes
    .filter(({ isBackend, parent }) => isBackend && !pids.has(parent))
    .map(({ pid }) => pid)
}

function processesIn(folder: string): Process[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        if (readlinkSync(`/proc/${entry}/cwd`) !== folder) return []
        const isBackend = readFileSync(`/proc/${entry}/cmdline`, 'utf8').startsWith('postgres: ')
        return [{ pid: Number(entry), parent: parentOf(entry), isBackend }]
      } catch {
        return [] // it has just ended, or is another account's
      }
    })
}

/** The fourth field of `stat`; the second, a name in parentheses, may hold spaces. */
function parentOf(pid: string): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
