import type { Command } from 'commander'
import { EXIT } from '../session/exit-code.js'
import { print, printJson } from '../session/terminal.js'
import { table } from './show/table.js'

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check Node, database, engine, disk and data, and print remedies')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExits with 1 if something must be fixed.\n\nExample:\n  residua doctor',
    )
    .action(async ({ json }: { json?: boolean }) => {
      const { examine } = await import('../tasks/doctor/doctor.js')
      const findings = await examine()
      if (findings.some(({ state }) => state === 'bad')) process.exitCode = EXIT.act
      if (json) return printJson(findings)
      const marks = { good: '✓', note: '•', bad: '✗' } as const
      print(
        table(
          [{ title: '' }, { title: 'what' }, { title: 'found' }],
          findings.map(({ what, state, found }) => [marks[state], what, found]),
        ),
      )
      const remedies = findings.flatMap(({ what, remedy }) =>
        remedy ? [`${what}: ${remedy}`] : [],
      )
      print(
        remedies.length > 0 ? `\nTo do:\n  ${remedies.join('\n  ')}` : '\nEverything is in order.',
      )
    })
}
