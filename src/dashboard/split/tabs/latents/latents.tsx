import { Latents } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Awaited } from '../../../parts/awaited.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import type { Tab, TabProps } from '../../tab.js'
import { LATENT_DAY_COLUMNS } from './latent-day-columns.js'
import { byIndex } from './latent-days.js'
import { LatentTable } from './latent-table.js'

/** Prior and posterior of each latent factor over the test range, and on the date. */
function Content({ of, date }: TabProps) {
  const answer = useAnswer(Latents, of)
  return (
    <Awaited answers={[answer]} class="tab-body">
      {({ split }) => (
        <>
          <p class="note">
            Means of the prior, decided at the close before, and of the posterior, which sees the
            returns of the date, in the unit of the label. Their correlation over the dates shows
            how much of a factor the prior predicts.
          </p>
          <LatentTable rows={byIndex(split?.latentFactors ?? [])} date={date} />
          <Tools name={`latents-${of.split}`} queries={[asked(Latents, of)]}>
            <SaveCsv
              name={`latents-${of.split}`}
              columns={LATENT_DAY_COLUMNS}
              rows={split?.latentFactors ?? []}
            />
          </Tools>
        </>
      )}
    </Awaited>
  )
}

export const latents: Tab = {
  name: 'latents',
  title: 'Latent factors',
  needs: 'latents',
  dates: 'all',
  Content,
}
