import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../jobs/main.js', import.meta.url))

/** Runs `residua` with its own home and returns its standard output. Throws on an exit code other than 0. */
export async function program(
  home: string,
  args: readonly string[],
  { mayFail = false }: { readonly mayFail?: boolean } = {},
): Promise<string> {
  const env = { ...process.env, RESIDUA_HOME: home, RESIDUA_ENGINE: 'wasm' }
  delete (env as { DATABASE_URL?: string }).DATABASE_URL
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const text = Buffer.concat(out).toString()
  if (code !== 0 && !mayFail) {
    throw new Error(`residua ${args.join(' ')} ended with ${code}: ${Buffer.concat(err)}`)
  }
  return text
}
