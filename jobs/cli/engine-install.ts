import { Presets, SingleBar } from 'cli-progress'
import type { Command } from 'commander'
import { readEnv, toConfig } from '../../src/config.js'
import { createInterrupt } from '../session/interrupt.js'
import { note, print, printJson } from '../session/terminal.js'

interface EngineInstallOptions {
  readonly gpu?: boolean
  readonly from?: string
  readonly compiler?: string
  readonly try: boolean
  readonly json?: boolean
}

const EXAMPLES = `
Finished steps are kept: after an interruption, run the command again to continue.

Examples:
  residua engine install                                     for the CPU, TensorFlow by pip
  residua engine install --gpu                               with CUDA, by pip; fails without a GPU
  residua engine install --from tensorflow_cpu-2.21.0-….whl  without pip or network
  residua engine install --from /usr/lib/python3.11/site-packages`

export function engineInstallCommand(engine: Command): void {
  engine
    .command('install')
    .description(
      "build TensorFlow's native engine against the library of a Python TensorFlow wheel",
    )
    .option('--gpu', 'with CUDA; fails unless a GPU is really used')
    .option('--from <path>', 'a wheel of TensorFlow, or the folder it is installed in')
    .option('--compiler <command>', 'C++ compiler (default: g++, clang++ or c++)')
    .option('--no-try', 'do not open the engine: for images built on a machine without their GPU')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action((_, command: Command) => runInstall(command.optsWithGlobals()))
}

async function runInstall(options: EngineInstallOptions): Promise<void> {
  const { engineFolder: folder, engineThreads: threads } = toConfig(readEnv())
  const { INSTALL_STEPS, installEngine } = await import('../tasks/engine-install/install.js')
  using interrupt = createInterrupt()
  const progress = createProgress()
  const began = performance.now()
  const outcome = await installEngine({
    folder,
    threads,
    gpu: options.gpu ?? false,
    from: options.from,
    compiler: options.compiler,
    untried: !options.try,
    signal: interrupt.signal,
    onProgress: progress.onProgress,
    onStep(step, label) {
      progress.stop()
      note(`[${step}/${INSTALL_STEPS}] ${label}`)
    },
  }).finally(progress.stop)
  if (options.json) return printJson(outcome)
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  const { engine, kept } = outcome
  const done = kept ? 'It was built already' : 'Built'
  print(`${done}, in ${folder}, after ${seconds} s.`)
  if (!engine) return print('It was not tried: `residua engine` tests whether it works.')
  print(`It works: ${engine.name} ${engine.version} on ${engine.device}.`)
  print('Runs use it from now on; RESIDUA_ENGINE=wasm keeps them on the embedded engine.')
}

/** A bar on a terminal while a wheel is unpacked, nothing elsewhere. */
function createProgress() {
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: '      {bar} {percentage}%',
      barsize: 24,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  )
  let running = false
  return {
    onProgress(fraction: number): void {
      if (!process.stderr.isTTY) return
      if (!running) bar.start(100, 0)
      running = true
      bar.update(Math.round(100 * fraction))
    },
    stop(): void {
      if (running) bar.stop()
      running = false
    },
  }
}
