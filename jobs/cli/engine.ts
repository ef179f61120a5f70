import { type Command, Option } from 'commander'
import { ENGINE_CHOICES, type EngineChoice, readEnv, toConfig } from '../../src/config.js'
import { note, print, printJson } from '../session/terminal.js'
import { engineInstallCommand } from './engine-install.js'
import { oneOf } from './option-values.js'
import { engineWords } from './show/engine-words.js'
import { fixed, table } from './show/table.js'

interface EngineOptions {
  readonly engine?: EngineChoice
  readonly seconds: string
  readonly speed: boolean
  readonly json?: boolean
}

export function engineOption(): Option {
  return new Option('--engine <name>', 'TensorFlow engine')
    .choices([...ENGINE_CHOICES])
    .argParser(oneOf(ENGINE_CHOICES))
}

export function engineCommand(program: Command): void {
  const engine = program
    .command('engine')
    .description('list the TensorFlow engines, which one is used and why, and run a speed test')
    .addOption(engineOption())
    .option('--seconds <n>', 'length of the speed test', '10')
    .option('--no-speed', 'skip the speed test')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua engine --engine wasm')
    .action(runEngine)
  engineInstallCommand(engine)
}

async function runEngine(options: EngineOptions): Promise<void> {
  const config = toConfig(readEnv())
  const asked = options.engine ?? config.engine
  const where = { folder: config.engineFolder, threads: config.engineThreads }
  const { openEngine, probeEngines } = await import('../../src/tensor/engine/engine.js')
  const { speedTest } = await import('../../src/tensor/engine/speed-test.js')
  const engines = await probeEngines(where)
  const used = await openEngine(asked, where)
  const why = asked === 'auto' ? 'the first that passes its self-test' : 'asked for by name'
  if (!options.json) {
    const rows = engines.map(({ name, available, reason }) => [
      name === used.name ? '→' : '',
      name,
      available ? 'yes' : 'no',
      reason,
    ])
    print(table([{ title: '' }, { title: 'engine' }, { title: 'here' }, { title: 'why' }], rows))
    print(`\nUsed: ${engineWords(used)}; ${why}`)
    if (options.speed) note(`Measuring for ${options.seconds} s …`)
  }
  const speed = options.speed ? await speedTest({ seconds: Number(options.seconds) }) : null
  if (options.json) return printJson({ engines, used, why, speed })
  if (!speed) return
  print(
    `Speed: ${fixed(speed.gigaflops, 1)} GFLOP/s (matrix product 512 × 512), ` +
      `${fixed(speed.millisecondsPerStep, 0)} ms a training step of 500 assets × 64 dates`,
  )
}
