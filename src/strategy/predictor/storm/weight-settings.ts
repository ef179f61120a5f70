import { z } from 'zod'
import { setting } from '../../../lib/settings.js'
import type { StormWeights } from '../../../model/storm/loss.js'

/** Where a default was chosen: never on a test year. */
export const MEASURED_STORM = 'house: planted regimes and 30 names'

const weight = (fallback: number) => z.number().min(0).max(1e4).default(fallback)

/** Weights of the loss; each term is in it once, and all are minimised. */
export const weightSettings = {
  reconstructionWeight: setting(weight(1), {
    description: 'of the squared error of the bars, for each module',
    source: 'house: what codes can store keeps them in use; paper: 1e-3',
  }),
  commitmentWeight: setting(weight(1), {
    description: 'of the distance of tokens to their codes; below it codes mean little',
    source: 'paper, whose code counts it twice',
  }),
  codebookWeight: setting(weight(1), {
    description: 'of the distance of codes to their tokens, where codes move by gradient',
    source: 'paper',
  }),
  diversityWeight: setting(weight(0.1), {
    description: 'of the negative entropy of the codes’ use, by K',
    source: 'paper, whose code has the sign wrong',
  }),
  orthogonalityWeight: setting(weight(0.1), {
    description: 'of the squared cosines between codes',
    source: 'paper',
  }),
  contrastWeight: setting(weight(1e-3), {
    description: 'of the InfoNCE between the modules; at this weight it aligns nothing',
    source: 'paper',
  }),
  returnWeight: setting(weight(1), {
    description: 'of the likelihood of returns by the posterior',
    source: 'house; paper: 0.1 of the squared error of a draw, whose best risk is 0',
  }),
  klWeight: setting(weight(0.1), {
    description: 'of the divergence of the posterior from the prior, mean over factors',
    source: 'paper; the evidence lower bound is the number of factors over that of assets',
  }),
  priorWeight: setting(weight(0), {
    description: 'of the likelihood of the prior’s own prediction',
    source: 'paper: 0',
  }),
}

type WeightSettings = z.output<z.ZodObject<typeof weightSettings>>

export function weightsOf(config: WeightSettings): StormWeights {
  return {
    reconstructionTimeSeries: config.reconstructionWeight,
    reconstructionCrossSection: config.reconstructionWeight,
    commitment: config.commitmentWeight,
    codebook: config.codebookWeight,
    diversity: config.diversityWeight,
    orthogonality: config.orthogonalityWeight,
    contrast: config.contrastWeight,
    nll: config.returnWeight,
    kl: config.klWeight,
    priorNll: config.priorWeight,
  }
}
