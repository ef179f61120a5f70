import type { Command } from 'commander'
import { natural } from './option-values.js'

interface DemoFlags {
  readonly port?: number
  readonly once?: true
}

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('everything on a sample market: train, publish, serve, and ask a first question')
    .option('--port <n>', 'port of the API (default: $PORT or 4000, else a free one)', natural)
    .option('--once', 'end everything after the first answer')
    .addHelpText(
      'after',
      '\nA second start reuses what stands. Ctrl-C stops all of it.\n\nExample:\n  residua demo',
    )
    .action(async (flags: DemoFlags) => {
      const { demo } = await import('./demo-run.js')
      await demo(flags)
    })
}
