import { at } from '../../src/lib/at.js'
import { table } from '../_util/markdown.js'
import { type CodebookOutcome, type CodebookTrial, tryCodebook } from './codebook-alone.js'
import { collapsedPerplexity } from './collapse.js'
import { tryWhole, type WholeOutcome } from './whole-model.js'

export interface PlantedOptions {
  readonly seeds: readonly number[]
  readonly epochs: number
  readonly print: (line: string) => void
}

interface Bar {
  readonly claim: string
  readonly holds: boolean
}

/**
 * Markets whose regimes are known (section D.2 of the specification): the codebook alone, its collapse, and the
 * whole network, with the toy settings beside. Whether bars F11, F12 and F13 hold.
 */
export async function runPlanted(options: PlantedOptions): Promise<boolean> {
  const { print } = options
  const bars = [
    ...(await codebookBars(print)),
    ...collapseBars(print),
    ...(await wholeBars(options)),
  ]
  print('')
  for (const { claim, holds } of bars) print(`${holds ? 'holds' : 'FAILS'}  ${claim}`)
  return bars.every(({ holds }) => holds)
}

const FOUR = [0, 1, 2, 3].map((seed) => ({ seed, codes: 4, commitmentWeight: 1 }))
const SIXTEEN: CodebookTrial = { seed: 0, codes: 16, commitmentWeight: 1 }
const TOY: CodebookTrial = { seed: 0, codes: 8, commitmentWeight: 0.25 }

async function codebookBars(print: PlantedOptions['print']): Promise<Bar[]> {
  const outcomes: { readonly trial: CodebookTrial; readonly outcome: CodebookOutcome }[] = []
  for (const trial of [...FOUR, SIXTEEN, TOY]) {
    const outcome = await tryCodebook(trial)
    print(`  K ${trial.codes}, seed ${trial.seed}: AMI ${three(outcome.agreement)}`)
    outcomes.push({ trial, outcome })
  }
  print(`\nThe codebook alone, out of sample\n\n${codebookTable(outcomes)}`)
  const four = outcomes.slice(0, FOUR.length).map(({ outcome }) => outcome)
  const agreed = four.filter(({ agreement }) => agreement >= 0.8).length
  const sixteen = at(outcomes, FOUR.length).outcome
  return [
    { claim: 'F11 K 4: AMI ≥ 0.80 in three of four seeds', holds: agreed >= 3 },
    { claim: 'F11 K 4: AMI ≥ 0.75 in all', holds: four.every((one) => one.agreement >= 0.75) },
    {
      claim: 'F11 K 4: perplexity within 10 % of the regimes’',
      holds: four.every((one) => Math.abs(one.perplexity / one.regimes - 1) <= 0.1),
    },
    { claim: 'F11 K 16: purity ≥ 0.92', holds: sixteen.purity >= 0.92 },
  ]
}

function codebookTable(
  outcomes: readonly { readonly trial: CodebookTrial; readonly outcome: CodebookOutcome }[],
): string {
  const rows = outcomes.map(({ trial, outcome }) => [
    `${trial.codes}`,
    `${trial.commitmentWeight}${trial.commitmentWeight < 1 ? ' (toy)' : ''}`,
    `${trial.seed}`,
    three(outcome.agreement),
    three(outcome.purity),
    `${two(outcome.perplexity)} / ${two(outcome.regimes)}`,
    outcome.seconds.toFixed(0),
  ])
  return table([['K', 'commitment', 'seed', 'AMI', 'purity', 'perplexity', 's'], ...rows])
}

function collapseBars(print: PlantedOptions['print']): Bar[] {
  const [without, with_] = [collapsedPerplexity(0, false), collapsedPerplexity(0, true)]
  print(
    `\nCodes started far away: perplexity ${two(without)} without revival, ${two(with_)} with it`,
  )
  return [
    { claim: 'F12 with revival, perplexity ≥ 5 of 12', holds: with_ >= 5 },
    { claim: 'F12 without, below 2.5', holds: without < 2.5 },
  ]
}

async function wholeBars({ seeds, epochs, print }: PlantedOptions): Promise<Bar[]> {
  const outcomes: WholeOutcome[] = []
  for (const seed of seeds) {
    const outcome = await tryWhole({ seed, epochs })
    print(`  whole network, seed ${seed}: Rank IC ${three(outcome.prior)}`)
    outcomes.push(outcome)
  }
  const of = (name: keyof WholeOutcome) =>
    outcomes.reduce((sum, outcome) => sum + outcome[name] / outcomes.length, 0)
  print(
    `\nThe whole network, K 8, ${epochs} epochs, out of sample\n\n${wholeTable(seeds, outcomes)}`,
  )
  return [
    { claim: 'F13 purity ≥ 0.90', holds: of('purity') >= 0.9 },
    { claim: 'F13 prior ≥ 0.35 × oracle', holds: of('prior') >= 0.35 * of('oracle') },
    { claim: 'F13 posterior > 2 × prior', holds: of('posterior') > 2 * of('prior') },
    { claim: 'F13 prior > ridge', holds: of('prior') > of('ridge') },
  ]
}

function wholeTable(seeds: readonly number[], outcomes: readonly WholeOutcome[]): string {
  const rows = outcomes.map((outcome, i) => [
    `${at(seeds, i)}`,
    three(outcome.agreement),
    three(outcome.purity),
    three(outcome.prior),
    two(outcome.prior / outcome.oracle),
    three(outcome.posterior),
    three(outcome.oracle),
    three(outcome.ridge),
    outcome.seconds.toFixed(0),
  ])
  const head = ['seed', 'AMI', 'purity', 'Rank IC', '/ oracle', 'posterior', 'oracle', 'ridge', 's']
  return table([head, ...rows])
}

const three = (value: number) => value.toFixed(3)
const two = (value: number) => value.toFixed(2)
