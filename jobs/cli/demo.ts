import { type Command, Option } from 'commander'
import { natural } from './option-values.js'

interface DemoFlags {
  readonly port?: number
  readonly once?: true
  readonly all?: true
}

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('everything on a sample market: train, publish, serve, and run a first query')
    .option('--port <n>', 'port of the API (default: $PORT or 4000, else a free one)', natural)
    .option('--once', 'stop everything after the first answer')
    .addOption(
      new Option(
        '--all',
        'then train every other strategy too, one window and one seed each, while the API answers',
      ).conflicts('once'),
    )
    .addHelpText(
      'after',
      '\nA second start reuses the results of the first, and --all trains what is missing.\n' +
        'Ctrl-C stops everything.\n\nExample:\n  residua demo',
    )
    .action(async (flags: DemoFlags) => {
      const { demo } = await import('./demo-run.js')
      await demo(flags)
    })
}
