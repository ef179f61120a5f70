import { EXIT } from './exit-code.js'
import { note } from './terminal.js'

export interface Interrupt extends Disposable {
  readonly signal: AbortSignal
}

/** The first Ctrl-C (or SIGTERM) aborts the signal, the second exits at once. */
export function createInterrupt(message = 'Stopping; Ctrl-C again exits at once.'): Interrupt {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    note(`\n${message}`)
    controller.abort()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const name of signals) process.on(name, onSignal)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of signals) process.off(name, onSignal)
    },
  }
}
