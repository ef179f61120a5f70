import { Presets, SingleBar } from 'cli-progress'
import type { OnProgress, ProgressStage } from '../../../src/data/file-source/context.js'

const WORDS: Readonly<Record<ProgressStage, string>> = {
  verify: 'verifying files',
  read: 'reading rows',
  inspect: 'checking the quality',
  write: 'writing the dataset',
}

/** Share of the whole time at which each stage begins. */
const BEGINS: Readonly<Record<ProgressStage, number>> = {
  verify: 0,
  read: 0.05,
  inspect: 0.6,
  write: 0.7,
}
const ENDS: Readonly<Record<ProgressStage, number>> = {
  verify: 0.05,
  read: 0.6,
  inspect: 0.7,
  write: 1,
}

/** A progress bar on a terminal, nothing elsewhere. */
export function createIngestProgress(): { readonly onProgress: OnProgress; stop(): void } {
  if (!process.stderr.isTTY) return { onProgress: () => {}, stop: () => {} }
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: 'ingest {bar} {percentage}%  {state}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
  bar.start(100, 0, { state: WORDS.verify })
  return {
    onProgress({ stage, fraction }) {
      const share = BEGINS[stage] + (ENDS[stage] - BEGINS[stage]) * fraction
      bar.update(Math.round(100 * share), { state: WORDS[stage] })
    },
    stop: () => bar.stop(),
  }
}
