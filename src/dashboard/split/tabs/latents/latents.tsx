import { Latents } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Awaited } from '../../../parts/awaited.js'
import type { Tab, TabProps } from '../../tab.js'
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
