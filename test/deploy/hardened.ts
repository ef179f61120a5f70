import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { type BuiltImage, ROOT } from './image.js'

/** Where and as what the image runs. */
export interface Place {
  readonly image: BuiltImage
  /** The image's file system. */
  readonly path: string
  /** Mounted at /var/lib/residua. */
  readonly home: string
  /** Mounted at /mnt, to read. */
  readonly inbox: string
}

export interface Outcome {
  readonly code: number | null
  readonly output: string
}

/** A program in the image, hardened as in compose and Kubernetes. */
export function start(
  { image: { config }, path, home, inbox }: Place,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const [user = '', group = ''] = config.User.split(':')
  const own = Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/s).slice(0, 2)))
  const script = join(ROOT, 'test/deploy/run-hardened.sh')
  const arguments_ = [script, path, user, group, config.WorkingDir, home, inbox, ...command]
  return spawn('unshare', ['--mount', ...arguments_], {
    env: { ...own, HOME: '/tmp', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The image's program with arguments. */
export function residua(
  place: Place,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return start(place, [...place.image.config.Entrypoint, ...args], env)
}

/** Waits for the end of a program. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => (output += chunk))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, output }
}
