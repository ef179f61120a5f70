import { readFileSync, writeFileSync } from 'node:fs'

/** Begins a measurement of `peakBytes`, where the system can: on Linux. */
export function resetPeak(): void {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5')
}

/** The most resident memory of this process since `resetPeak`; elsewhere than on Linux since it began. */
export function peakBytes(): number {
  if (process.platform !== 'linux') return 1024 * process.resourceUsage().maxRSS
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return 1024 * Number(peak?.[1] ?? Number.NaN)
}
