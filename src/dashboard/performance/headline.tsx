import { absentMeasure } from '../lineup/absent-measure.js'
import type { FiguredEntry, Measures } from '../lineup/lineup.js'
import { Absent } from '../parts/absent.js'
import type { DateRange } from '../series/daily-returns.js'
import { count, plural, text } from '../text/format.js'
import { FIGURES, type FigureText } from './figures.js'

interface HeadlineProps {
  readonly entry: FiguredEntry
  /** The dates the figures are of. */
  readonly range: DateRange | undefined
}

/** The figures of the chosen strategy's answering run. */
export function Headline({ entry, range }: HeadlineProps) {
  const { strategy, measures } = entry
  return (
    <>
      <div class="title">
        <h1>{strategy.title}</h1>
        <p class="dim">{strategy.description}</p>
        <p class="facts">
          {factsOf(entry, range).map((fact) => (
            <span key={fact} class={/failed|running/.test(fact) ? 'warn' : undefined}>
              {fact}
            </span>
          ))}
        </p>
      </div>
      {measures ? <Figures measures={measures} /> : <Ghosts />}
    </>
  )
}

/** The figures of a run. */
export function Figures({ measures }: { readonly measures: Measures }) {
  return (
    <dl class="figures">
      {FIGURES.map((figure) => (
        <Figure key={figure.label} figure={figure} measures={measures} />
      ))}
    </dl>
  )
}

interface FigureProps {
  readonly figure: FigureText
  readonly measures: Measures
}

function Figure({ figure, measures }: FigureProps) {
  const { label, title, key, value, after, large } = figure
  return (
    <div class={large ? 'figure large' : 'figure'} title={title}>
      <dt>{label}</dt>
      <dd>
        {measures[key] === null ? <Absent reason={absentMeasure(key)} /> : value(measures)}
        {after && measures[key] !== null && !after(measures).includes('–') && (
          <small>{` ${after(measures)}`}</small>
        )}
      </dd>
    </div>
  )
}

/** In the place of the figures before they are there. */
function Ghosts() {
  return (
    <div class="figures" aria-hidden="true">
      {FIGURES.map(({ label, large }) => (
        <div key={label} class={large ? 'figure large ghost' : 'figure ghost'} />
      ))}
    </div>
  )
}

function factsOf(
  { strategy, run, splits, measures }: FiguredEntry,
  range: DateRange | undefined,
): string[] {
  const published = splits.filter(({ status }) => status === 'PUBLISHED').length
  const failed = splits.filter(({ status }) => status === 'FAILED').length
  return [
    range && `${range.from} to ${range.to}`,
    measures && `${count(measures.days)} test dates`,
    `${published} of ${plural(splits.length, 'split')} published`,
    failed > 0 && `${failed} failed`,
    strategy.kind !== 'BASELINE' &&
      `seed${run.seeds.length === 1 ? '' : 's'} ${run.seeds.join(', ')}`,
    `engine ${text(run.engine)}`,
    run.status !== 'DONE' && `run ${run.status.toLowerCase()}`,
  ].filter((fact): fact is string => typeof fact === 'string')
}
