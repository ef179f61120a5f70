import { at } from '../../src/lib/at.js'
import { table } from '../_util/markdown.js'
import { plantedModels } from './planted-models.js'
import { type PlantedKind, type PlantedPanel, plantedPanel } from './planted-panel.js'
import { type Outcome, tryOut } from './planted-training.js'
import { meanRankIc } from './rank-ic.js'

const PANEL = { stocks: 100, dates: 1500 }
const RANGES = { first: 20, split: 1200, end: PANEL.dates }
const KINDS: readonly PlantedKind[] = ['static', 'regime']

/** Means over seeds of one model on one kind of panel. */
interface Figures {
  readonly rankIc: number
  readonly posterior: number | null
}

export interface PlantedOptions {
  readonly seeds: readonly number[]
  readonly epochs: number
  readonly print: (line: string) => void
}

/**
 * Panels whose best prediction is known (section D.1 of the specification): out-of-sample Rank ICs of
 * FactorVAE, its toy, its ablation and a GRU beside the oracle's. Whether bars F3, F4 and F5 hold.
 */
export async function runPlanted({ seeds, epochs, print }: PlantedOptions): Promise<boolean> {
  const verdicts: boolean[] = []
  for (const kind of KINDS) {
    const panels = seeds.map((seed) => plantedPanel(kind, seed, PANEL))
    const oracle = mean(panels.map((panel) => testIc(panel, panel.oracle)))
    const ceiling = mean(panels.map((panel) => testIc(panel, panel.ceiling)))
    const outcomes = new Map<string, Outcome[]>()
    for (const [i, panel] of panels.entries()) {
      const seed = at(seeds, i)
      for (const model of plantedModels(PANEL.stocks)) {
        const outcome = await tryOut(model, panel, RANGES, { epochs, seed })
        print(progressOf(kind, seed, model.name, outcome))
        outcomes.set(model.name, [...(outcomes.get(model.name) ?? []), outcome])
      }
    }
    const figures = new Map([...outcomes].map(([name, list]) => [name, figuresOf(list)]))
    print(
      `\n${kind}, mean of ${seeds.length} seeds: oracle ${three(oracle)}, ceiling ${three(ceiling)}\n`,
    )
    print(`${tableOf(figures, oracle, ceiling)}\n`)
    for (const { claim, holds } of barsOf(kind, figures, { oracle, ceiling })) {
      print(`${holds ? 'holds' : 'FAILS'}  ${claim}`)
      verdicts.push(holds)
    }
  }
  return verdicts.every((holds) => holds)
}

interface Bar {
  readonly claim: string
  readonly holds: boolean
}

function barsOf(
  kind: PlantedKind,
  figures: ReadonlyMap<string, Figures>,
  { oracle, ceiling }: { readonly oracle: number; readonly ceiling: number },
): Bar[] {
  const of = (name: string) => figures.get(name) ?? { rankIc: Number.NaN, posterior: Number.NaN }
  const { rankIc, posterior } = of('FactorVAE')
  const seen = posterior ?? Number.NaN
  if (kind === 'static') {
    return [
      { claim: 'F3 prior ≥ 0.85 × oracle', holds: rankIc >= 0.85 * oracle },
      { claim: 'F3 posterior ≥ 0.75 × ceiling', holds: seen >= 0.75 * ceiling },
      { claim: 'F3 posterior ≥ 2 × prior', holds: seen >= 2 * rankIc },
    ]
  }
  return [
    { claim: 'F4 prior ≥ 0.65 × oracle', holds: rankIc >= 0.65 * oracle },
    { claim: 'F4 prior > GRU', holds: rankIc > of('GRU').rankIc },
    { claim: 'F4 prior > no guidance', holds: rankIc > of('FactorVAE, no guidance').rankIc },
    {
      claim: 'F5 with the prior’s likelihood ≥ 0.75 × oracle',
      holds: of('FactorVAE, prior NLL').rankIc >= 0.75 * oracle,
    },
  ]
}

function testIc({ labels, stocks }: PlantedPanel, scores: Float32Array): number {
  const [from, to] = [RANGES.split * stocks, RANGES.end * stocks]
  return meanRankIc(scores.subarray(from, to), labels.subarray(from, to), stocks)
}

function figuresOf(outcomes: readonly Outcome[]): Figures {
  const posteriors = outcomes.flatMap(({ posteriorRankIc }) => posteriorRankIc ?? [])
  return {
    rankIc: mean(outcomes.map(({ rankIc }) => rankIc)),
    posterior: posteriors.length > 0 ? mean(posteriors) : null,
  }
}

function tableOf(figures: ReadonlyMap<string, Figures>, oracle: number, ceiling: number): string {
  const rows = [...figures].map(([name, { rankIc, posterior }]) => [
    name,
    three(rankIc),
    two(rankIc / oracle),
    posterior === null ? '' : three(posterior),
    posterior === null ? '' : two(posterior / ceiling),
  ])
  return table([['model', 'Rank IC', '/ oracle', 'posterior', '/ ceiling'], ...rows])
}

function progressOf(kind: PlantedKind, seed: number, name: string, outcome: Outcome): string {
  const { rankIc, firstLoss, lastLoss, seconds } = outcome
  const loss = `loss ${three(firstLoss)} → ${three(lastLoss)}`
  return `  ${kind} ${seed} ${name.padEnd(22)} Rank IC ${three(rankIc)}, ${loss}, ${seconds.toFixed(1)} s`
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const three = (value: number) => value.toFixed(4)
const two = (value: number) => value.toFixed(2)
