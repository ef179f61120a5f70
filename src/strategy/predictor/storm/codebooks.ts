import * as tf from '@tensorflow/tfjs'
import { startCodes } from '../../../model/storm/codebook-start.js'
import {
  type CodebookState,
  runningCounts,
  runningMeans,
} from '../../../model/storm/codebook-update.js'
import { liveRows, revive } from '../../../model/storm/revival.js'
import type { Params } from '../../../tensor/params.js'
import { foldIn, type Key, permutation } from '../../../tensor/random.js'
import type { TrainingState } from '../../../training/task.js'
import type { StormSettings } from './settings.js'
import type { ModuleTrace } from './trace.js'

/** State of the codebooks that no gradient reaches, by module. */
export type CarriedCodebooks = {
  /** `[K]` running counts of the codes. */
  readonly counts: Readonly<Record<string, tf.Tensor1D>>
  /** `[rows, d]` tokens of the warm-up's last steps, from which codes start. */
  readonly recent: Readonly<Record<string, tf.Tensor2D>>
  /** Codes revived so far, a scalar. */
  readonly revived: Readonly<Record<string, tf.Scalar>>
}

/** Tokens that codes start from, and the steps that they come from. */
const [START_TOKENS, START_STEPS] = [4096, 8]

/** Codes are revived until this share of the training. */
const REVIVAL_END = 0.8

export interface CodebookSchedule {
  /** Steps without quantisation. */
  readonly warmUp: number
  readonly steps: number
}

/** Parameters of a network with codebooks, by module. */
type CodedParams = Params & { readonly codes: Readonly<Record<string, tf.Tensor2D>> }

export type CodebookOptions = CodebookSchedule &
  Pick<StormSettings, 'codebookUpdate' | 'codeDecay' | 'revivalSteps' | 'revivalShare'>

export function firstCodebooks({ codes }: CodedParams): CarriedCodebooks {
  const each = <T>(of: (codes: tf.Tensor2D) => T) =>
    Object.fromEntries(Object.entries(codes).map(([module, tensor]) => [module, of(tensor)]))
  return {
    counts: each(({ shape: [count] }) => tf.ones<tf.Rank.R1>([count])),
    recent: each(noTokens),
    revived: each(() => tf.scalar(0)),
  }
}

/** Where there are none: a tensor of one row, as some engines have none of no row. */
function noTokens({ shape: [, width] }: tf.Tensor2D): tf.Tensor2D {
  return tf.zeros([1, width])
}

type State<P extends CodedParams = CodedParams> = TrainingState<P, CarriedCodebooks>

/** The codebooks after a step: remembered tokens in the warm-up, a start at its end, then moved and revived. */
export function movedCodebooks<P extends CodedParams>(
  state: State<P>,
  traces: readonly ModuleTrace[],
  { count, key }: { readonly count: number; readonly key: Key },
  options: CodebookOptions,
): State<P> {
  return traces.reduce((moved, trace) => {
    const step = { count, key: foldIn(key, trace.module) }
    if (count >= options.warmUp)
      return replace(moved, trace.module, next(moved, trace, step, options))
    const recent = remembered(moved.carried.recent[trace.module], trace, step)
    if (count + 1 < options.warmUp) return replace(moved, trace.module, { recent })
    const codes = moved.params.codes[trace.module]
    const started = startCodes(recent, codes.shape[0], foldIn(step.key, 'start'))
    return replace(moved, trace.module, { codes: started, recent: noTokens(codes) })
  }, state)
}

interface Change extends Partial<CodebookState> {
  readonly recent?: tf.Tensor2D
  readonly revived?: tf.Scalar
}

function replace<P extends CodedParams>(
  { params, carried }: State<P>,
  module: string,
  { codes, counts, recent, revived }: Change,
): State<P> {
  return {
    params: codes ? { ...params, codes: { ...params.codes, [module]: codes } } : params,
    carried: {
      counts: counts ? { ...carried.counts, [module]: counts } : carried.counts,
      recent: recent ? { ...carried.recent, [module]: recent } : carried.recent,
      revived: revived ? { ...carried.revived, [module]: revived } : carried.revived,
    },
  }
}

/** Some of the step's tokens behind those before it, the oldest dropped. */
function remembered(
  recent: tf.Tensor2D,
  { tokens, live }: ModuleTrace,
  { count, key }: { readonly count: number; readonly key: Key },
): tf.Tensor2D {
  const rows = liveRows(live)
  const most = Math.min(rows.length, START_TOKENS / START_STEPS)
  const drawn = Int32Array.from(permutation(key, rows.length).subarray(0, most), (i) => rows[i])
  if (most === 0) return recent
  const fresh = tf.gather(tokens, tf.tensor1d(drawn, 'int32'))
  if (count === 0) return fresh
  const all = tf.concat2d([recent, fresh], 0)
  return all.slice([Math.max(0, all.shape[0] - START_TOKENS), 0])
}

function next(
  { params, carried }: State,
  { module, tokens, live, hits }: ModuleTrace,
  { count, key }: { readonly count: number; readonly key: Key },
  { codebookUpdate, codeDecay, revivalSteps, revivalShare, steps }: CodebookOptions,
): Change {
  const before = { codes: params.codes[module], counts: carried.counts[module] }
  const moved =
    codebookUpdate === 'ema'
      ? runningMeans(before, { tokens, hits }, codeDecay)
      : { codes: before.codes, counts: runningCounts(before.counts, hits, codeDecay) }
  const done = count + 1
  if (revivalSteps === 0 || done % revivalSteps > 0 || done >= REVIVAL_END * steps) return moved
  const sampled = { tokens, live: liveRows(live) }
  const { revived, ...after } = revive(moved, sampled, { key, share: revivalShare })
  return { ...after, revived: carried.revived[module].add(revived) }
}
