import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Notes that a person stopped the cluster: processes that use it do not start it again by themselves. */
export function markStopped(folder: string): void {
  writeFileSync(
    fileOf(folder),
    'stopped by a person; the next residua that starts removes this file\n',
  )
}

export function clearStopped(folder: string): void {
  rmSync(fileOf(folder), { force: true })
}

export function isMarkedStopped(folder: string): boolean {
  return existsSync(fileOf(folder))
}

function fileOf(folder: string): string {
  return join(folder, 'stopped')
}
