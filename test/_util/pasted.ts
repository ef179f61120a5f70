import { spawn } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ENTRY, type Outcome } from './program.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Commands that CI runs before the tests and after them: `.ci/run` and `.ci/smoke`. */
const RUN_BY_CI = ['npm ci', 'npm run demo']

/** A line that starts a server, which answers at a port of its own here. */
const SERVER = /^(?:[A-Z_]+=\S+ )?npx (?:residua serve|vite .*)$/

export interface Paste {
  /** Where the commands run; `examples` and `node_modules` are put beside them. */
  readonly folder: string
  readonly home: string
  /** What answers at port 4000 until the commands start a server of their own. */
  readonly url?: string
}

/** The lines of all `sh` blocks of a page, in order. */
export function commandsOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  return blocks.flatMap(([, text]) => text.replaceAll('\\\n', ' ').trimEnd().split('\n'))
}

/** Runs the commands of a page one after the other, as they would be pasted. */
export async function paste(markdown: string, { folder, home, url }: Paste): Promise<Outcome> {
  for (const name of ['examples', 'node_modules']) link(join(ROOT, name), join(folder, name))
  const script = await scriptOf(commandsOf(markdown), url)
  const { DATABASE_URL: _inherited, ...env } = process.env
  const child = spawn('bash', ['-c', script], {
    cwd: folder,
    env: { ...env, RESIDUA_HOME: home, NO_COLOR: '1', NODE_ENV: 'production' },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, stdout, stderr }
}

async function scriptOf(commands: readonly string[], url = ''): Promise<string> {
  const [port, pages] = [await freePort(), await freePort()]
  let [lines, api] = [[], url] as [string[], string]
  for (const command of commands.filter((line) => !RUN_BY_CI.includes(line))) {
    const isServer = SERVER.test(command)
    if (isServer && command.includes('serve')) api = `http://127.0.0.1:${port}`
    const here = command
      .replaceAll('http://127.0.0.1:4000', api)
      .replaceAll('5173', String(pages))
      .replaceAll('npx residua', `'${process.execPath}' '${ENTRY}'`)
      .replace('npx vite', 'node_modules/.bin/vite')
    lines = [...lines, ...(isServer ? started(here, command, { api, port, pages }) : [here])]
  }
  return [
    'set -e',
    'SERVERS=',
    `trap 'code=$?; [ -z "$SERVERS" ] || kill $SERVERS; wait; exit $code' EXIT`,
    ...lines,
  ].join('\n')
}

interface Addresses {
  readonly api: string
  readonly port: number
  readonly pages: number
}

/** The line in the background, and a wait until it answers. */
function started(here: string, command: string, { api, port, pages }: Addresses): string[] {
  const isApi = command.includes('serve')
  const line = isApi ? `${here} --port ${port}` : here
  const address = isApi ? `${api}/ready` : `http://127.0.0.1:${pages}/curve.html`
  const wait = '--retry 120 --retry-delay 1 --retry-all-errors'
  return [`${line} >&2 & SERVERS="$SERVERS $!"`, `curl -sf ${wait} '${address}' > /dev/null`]
}

function link(target: string, path: string): void {
  try {
    symlinkSync(target, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
