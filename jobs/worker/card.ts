import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Config } from '../../src/config.js'
import { toError, UserError } from '../../src/lib/errors.js'
import { needsGpu } from '../queue/enqueue-splits.js'

const DEFAULT_ENGINE = 'tfjs-node-gpu'

/**
 * Name of this machine's graphics card as its engine reports it, with its number where
 * CUDA_VISIBLE_DEVICES selects one: workers on different cards do not compete. A child process opens
 * the card, because a process that has opened one keeps memory on it.
 */
export async function findCard({
  engine: choice,
  visibleCards,
}: Pick<Config, 'engine' | 'visibleCards'>): Promise<string> {
  const engine = needsGpu(choice) ? choice : DEFAULT_ENGINE
  const program = fileURLToPath(new URL('../main.js', import.meta.url))
  const args = [program, 'engine', '--engine', engine, '--no-speed', '--json']
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const { device } = (JSON.parse(stdout) as { used: { device: string } }).used
    return cardName(device, visibleCards)
  } catch (thrown) {
    const { stderr, message } = toError(thrown) as Error & { stderr?: string }
    throw new UserError(`--gpu: ${(stderr || message).trim().replace(/^residua: /, '')}`)
  }
}

/** `CUDA GPU 1` of a worker that was started with `CUDA_VISIBLE_DEVICES=1`. */
export function cardName(device: string, visibleCards: string | null): string {
  return visibleCards === null ? device : `${device} ${visibleCards}`
}
