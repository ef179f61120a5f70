import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Account } from '../../src/postgres/account.js'
import type { DatabasePlace } from '../../src/store/database.js'

const DATABASE = new URL('../../dist/src/store/database.js', import.meta.url).href

/** Opens the database of a home, prints its address, and releases it when its input ends. */
const PROGRAM = `
  const { openDatabase } = await import(${JSON.stringify(DATABASE)})
  const [home, umask] = process.argv.slice(1)
  if (umask) process.umask(Number(umask))
  const database = await openDatabase({ home })
  await database.pool.query('select 1')
  console.log(JSON.stringify({ where: database.where, url: database.url }))
  process.stdin.resume().on('end', () => database.release().then(() => process.exit(0)))
`

export interface DatabaseProcess {
  readonly where: DatabasePlace
  readonly url: string
  readonly child: ChildProcess
  /** Lets it release the database and end. */
  end(): Promise<void>
  /** `kill -9`. */
  kill(): Promise<void>
}

export interface DatabaseProcessOptions {
  readonly umask?: number
  readonly account?: Account
}

/** Another process (of the built program) that has the database of `home` open. */
export async function databaseProcess(
  home: string,
  { umask, account }: DatabaseProcessOptions = {},
): Promise<DatabaseProcess> {
  const args = ['--input-type=module', '-e', PROGRAM, home, String(umask ?? '')]
  const child = spawn(process.execPath, args, { cwd: '/', ...account })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const line = await Promise.race([firstLine(child), ended])
  if (!line) throw new Error(`the process did not open the database: ${stderr}`)
  return {
    ...JSON.parse(line),
    child,
    end: () => {
      child.stdin.end()
      return ended
    },
    kill: () => {
      child.kill('SIGKILL')
      return ended
    },
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', resolve)
  })
}
