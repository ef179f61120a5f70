import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The built program. */
export const ENTRY = fileURLToPath(new URL('../../dist/jobs/main.js', import.meta.url))

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The built program as a child process, with a home of its own. */
export function startProgram(
  args: readonly string[],
  home: string,
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  const { DATABASE_URL: _inherited, ...env } = process.env
  return spawn(process.execPath, [ENTRY, ...args], {
    env: { ...env, RESIDUA_HOME: home, NO_COLOR: '1', NODE_ENV: 'production', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs the program to its end. */
export async function residua(
  args: readonly string[],
  home: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const child = startProgram(args, home, variables)
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, stdout, stderr }
}

/** Runs the program and insists that it succeeds. */
export async function succeed(args: readonly string[], home: string): Promise<Outcome> {
  const outcome = await residua(args, home)
  if (outcome.code === 0) return outcome
  throw new Error(
    `residua ${args.join(' ')} ended with ${outcome.code}\n${outcome.stdout}\n${outcome.stderr}`,
  )
}

/** `residua serve` on a free port, until disposed. */
export async function serve(home: string): Promise<AsyncDisposable & { readonly url: string }> {
  const child = startProgram(['serve', '--port', '0'], home)
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const url = await listeningUrl(child)
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const seen: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        seen.push(line)
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)
        if (url) resolve(url[0])
      })
    }
    child.on('close', (code) => reject(new Error(`serve ended with ${code}\n${seen.join('\n')}`)))
  })
}

/** Answers a GraphQL query over HTTP; throws on errors. */
export async function query<T>(url: string, document: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: document, variables }),
  })
  const body = (await response.json()) as { data: T; errors?: { message: string }[] }
  if (body.errors) throw new Error(body.errors.map((error) => error.message).join('\n'))
  return body.data
}
