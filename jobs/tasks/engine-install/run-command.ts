import { spawn } from 'node:child_process'
import { UserError } from '../../../src/lib/errors.js'

const KEPT_LINES = 12

/** Runs a program; what it printed. Where it fails the error ends on its last lines. */
export function runCommand(
  command: string,
  args: readonly string[],
  { folder, signal }: { folder?: string; signal?: AbortSignal } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, signal, stdio: ['ignore', 'pipe', 'pipe'] })
    let printed = ''
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk
      said += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
    })
    child.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') return reject(cause)
      reject(
        new UserError(`${command} was not found: install it, or put it on the PATH`, { cause }),
      )
    })
    child.on('close', (code) => {
      if (code === 0) return resolve(printed)
      const last = said.trim().split('\n').slice(-KEPT_LINES).join('\n  ')
      const shown = [command, ...args.slice(0, 3)].join(' ')
      reject(new UserError(`${shown} … ended with exit code ${code}:\n  ${last}`))
    })
  })
}

/** The first line of what a program prints, or null where it is not there or fails. */
export async function firstLineOf(
  command: string,
  args: readonly string[],
): Promise<string | null> {
  try {
    return (await runCommand(command, args)).split('\n')[0].trim()
  } catch {
    return null
  }
}
