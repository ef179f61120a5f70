import { Training } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Awaited } from '../../../parts/awaited.js'
import type { Column } from '../../../parts/column.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { fixed, percent } from '../../../text/format.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import type { Tab, TabProps } from '../../tab.js'
import { type Epoch, TrainingCurve, type TrainingMeasure } from './training-curve.js'

/** Curves of the training, one line a seed; a dot is the epoch that became the checkpoint. */
function Content({ of }: TabProps) {
  const answer = useAnswer(Training, of)
  return (
    <Awaited answers={[answer]} class="tab-body">
      {({ split }) => {
        const epochs = split?.training ?? []
        if (epochs.length === 0) {
          return (
            <p class="dim">
              This strategy is not trained by gradient: it is computed from the data before each
              date.
            </p>
          )
        }
        const seeds = [...new Set(epochs.map(({ seed }) => seed))]
        return (
          <>
            <p class="note">
              In training, with training costs, mean over blocks. Epochs from left to right.
              {seeds.map((seed, i) => (
                <span key={seed} class="seed" style={{ '--hue': `var(--series-${i % 6})` }}>
                  seed {seed}
                </span>
              ))}
            </p>
            <div class="multiples">
              {MEASURES.map((measure) => (
                <TrainingCurve key={measure.key} measure={measure} epochs={epochs} seeds={seeds} />
              ))}
            </div>
            <Tools name={`training-${of.split}`} queries={[asked(Training, of)]} picture>
              <SaveCsv name={`training-${of.split}`} columns={EPOCH_COLUMNS} rows={epochs} />
            </Tools>
          </>
        )
      }}
    </Awaited>
  )
}

const MEASURES: readonly TrainingMeasure[] = [
  { key: 'loss', label: 'Loss', format: (x) => fixed(x, 3) },
  { key: 'netSharpe', label: 'Net Sharpe', format: fixed },
  { key: 'grossSharpe', label: 'Gross Sharpe', format: fixed },
  { key: 'turnover', label: 'Turnover', format: (x) => fixed(x, 3) },
  { key: 'explainedVariance', label: 'Explained variance', format: percent },
  { key: 'effectiveFactors', label: 'Effective factors', format: fixed },
]

const EPOCH_COLUMNS: readonly Column<Epoch>[] = [
  { label: 'Seed', name: 'seed', value: ({ seed }) => seed },
  { label: 'Epoch', name: 'epoch', value: ({ epoch }) => epoch },
  ...MEASURES.map(({ key, label }) => ({ label, name: key, value: (epoch: Epoch) => epoch[key] })),
  { label: 'Checkpoint', name: 'best', value: ({ best }) => best },
]

export const training: Tab = { name: 'training', title: 'Training', dates: 'none', Content }
