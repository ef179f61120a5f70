import type { Command } from 'commander'
import { withSession } from '../session/open.js'
import { readSettings } from '../session/settings.js'
import { note } from '../session/terminal.js'
import { natural, positive } from './option-values.js'

interface WorkerFlags {
  readonly concurrency?: number
  readonly gpu?: boolean
  readonly gpuConcurrency: number
}

export function workerCommand(program: Command): void {
  program
    .command('worker')
    .description('run jobs of the queue on this machine, beside any number of other workers')
    .option(
      '--concurrency <n>',
      'jobs at once that need no graphics card, 0 for none ' +
        '(default: as many as cores and RESIDUA_MEMORY allow)',
      natural,
    )
    .option('--gpu', 'also run jobs that need a graphics card')
    .option('--gpu-concurrency <n>', 'jobs at once on the card', positive, 1)
    .addHelpText(
      'after',
      `
A worker that is stopped returns its unfinished jobs to the queue; those of one that is killed are
reclaimed by others within half a minute and continue from their last checkpoint. Workers on several
machines share the database (DATABASE_URL) and the datasets (RESIDUA_HOME on a shared folder). On a
machine with several cards start one worker a card, each with CUDA_VISIBLE_DEVICES set.

Example:
  residua worker --concurrency 2`,
    )
    .action(work)
}

async function work({ concurrency, gpu, gpuConcurrency }: WorkerFlags): Promise<void> {
  const { defaultWorkers } = await import('../pool/default-workers.js')
  const { findCard } = await import('../worker/card.js')
  const { runWorker } = await import('../worker/worker.js')
  const settings = readSettings()
  const lanes = concurrency ?? defaultWorkers()
  await withSession(
    async (session) => {
      const card = gpu ? await findCard(session.config) : undefined
      note(
        `Running up to ${lanes} jobs at once${card ? `, and ${gpuConcurrency} on ${card}` : ''}. ` +
          'Ctrl-C stops it.',
      )
      await runWorker(session, {
        settings,
        concurrency: lanes,
        gpu: card === undefined ? undefined : { name: card, concurrency: gpuConcurrency },
        log: note,
        onStart: ({ id, key, attempts }) =>
          note(`job ${id} started: ${key}${attempts > 1 ? `, attempt ${attempts}` : ''}`),
        onEnd: ({ id, key }, outcome) => note(`job ${id} ended: ${key}: ${outcome}`),
      })
      note('Stopped.')
    },
    { stopsItself: true },
  )
}
