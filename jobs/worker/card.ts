import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Config } from '../../src/config.js'
import { toError, UserError } from '../../src/lib/errors.js'
import { needsGpu } from '../queue/window-queue.js'

const DEFAULT_ENGINE = 'tfjs-node-gpu'

/**
 * The graphics card of this machine, as its engine names it, and which one where CUDA is shown only
 * some: workers on other cards are no rivals. Asked of a process of its own: the one that opens a card
 * keeps memory on it, and only the threads that train need any.
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
