import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Milliseconds {
  readonly wall: number
  readonly cpu: number
}

export interface Gradients {
  readonly loss: number
  readonly gradients: Readonly<Record<string, readonly number[]>>
}

export interface Status {
  readonly version: string
  readonly device?: string
  readonly threads: number
  readonly peakMiB: number
}

/** Seconds of a whole split, and of its training. */
interface WindowSeconds {
  readonly wall: number
  readonly cpu: number
  readonly train: number
}

/** A process that does training steps on request: one of our engines or PyTorch. */
export interface Peer {
  step(): Promise<Milliseconds>
  /** Loss and gradients at the start, dropout off. */
  check(): Promise<Gradients>
  /** Trains and scores a split; only in a peer started for it. */
  window(): Promise<WindowSeconds>
  status(): Promise<Status>
  close(): Promise<void>
}

export function startPeer(command: string, args: readonly string[]): Peer {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const ask = (question: string) =>
    new Promise<unknown>((resolve, reject) => {
      const onClose = () => reject(new Error(`${command} ended early`))
      child.once('close', onClose)
      lines.once('line', (line) => {
        child.off('close', onClose)
        resolve(JSON.parse(line))
      })
      child.stdin.write(`${question}\n`)
    })
  return {
    step: () => ask('step') as Promise<Milliseconds>,
    check: () => ask('check') as Promise<Gradients>,
    window: () => ask('window') as Promise<WindowSeconds>,
    status: () => ask('status') as Promise<Status>,
    close() {
      child.stdin.end()
      return ended
    },
  }
}
