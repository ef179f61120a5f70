import { spawn } from 'node:child_process'
import { first } from '../../../src/lib/at.js'
import { UserError } from '../../../src/lib/errors.js'

const KEPT_LINES = 12

/** Runs a program and returns what it printed; an error ends with its last lines of output. */
export function runCommand(
  command: string,
  args: readonly string[],
  { folder, signal }: { folder?: string; signal?: AbortSignal } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, signal, stdio: ['ignore', 'pipe', 'pipe'] })
    let printed = ''
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk
      output += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') return reject(cause)
      reject(
        new UserError(`${command} was not found: install it, or put it on the PATH`, { cause }),
      )
    })
    child.on('close', (code) => {
      if (code === 0) return resolve(printed)
      const last = output.trim().split('\n').slice(-KEPT_LINES).join('\n  ')
      const shown = [command, ...args.slice(0, 3)].join(' ')
      reject(new UserError(`${shown} … ended with exit code ${code}:\n  ${last}`))
    })
  })
}

/** The first line that a program prints; null where it is missing or fails. */
export async function firstLineOf(
  command: string,
  args: readonly string[],
): Promise<string | null> {
  try {
    return first((await runCommand(command, args)).split('\n')).trim()
  } catch {
    return null
  }
}
