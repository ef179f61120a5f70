import { expect, it } from 'vitest'
import { exitCodeOfScores, linesOfScored } from '../../../../jobs/cli/show/scored-strategies.js'
import type { ScoreOutcome } from '../../../../jobs/tasks/backtest/score-run.js'
import type { ScoredStrategy } from '../../../../jobs/tasks/backtest/score-runs.js'

function scored(outcome: Partial<ScoreOutcome> = {}): ScoredStrategy {
  const whole = {
    published: ['test_2016_2017'],
    moved: [],
    warnings: [],
    failed: [],
    lastDate: '2017-12-18',
    scoredTo: '2017-12-18',
    nextDate: '2017-12-19',
    decided: true,
    needs: null,
    ...outcome,
  } as unknown as ScoreOutcome // without its run
  return { strategy: 'pca-ou', outcome: whole }
}

const error = (retryable: boolean): ScoredStrategy => {
  return { strategy: 'storm', error: 'no memory', retryable }
}
const full = { name: 'test_2016_2017', reason: 'disk full' }

it.each<[number, ScoredStrategy[]]>([
  [0, [scored()]],
  [1, [scored(), error(false)]],
  [75, [scored(), error(true)]],
  [75, [scored({ failed: [{ ...full, retryable: true }] }), error(true)]],
  [1, [scored({ failed: [{ ...full, retryable: false }] }), error(true)]],
  [1, [scored({ needs: 'residua backtest' }), error(true)]],
])('the exit code is %i', (code, all) => {
  expect(exitCodeOfScores(all)).toBe(code)
})

it('each line names its strategy', () => {
  expect([scored(), error(false)].flatMap(linesOfScored)).toEqual([
    'pca-ou: Published test_2016_2017: scored to 2017-12-18.',
    'pca-ou: Target weights are published for 2017-12-19.',
    'storm: failed: no memory',
  ])
})
