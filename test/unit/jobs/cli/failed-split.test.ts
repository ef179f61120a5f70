import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createObserver } from '../../../../jobs/cli/show/backtest-observer.js'
import { backtestText } from '../../../../jobs/cli/show/backtest-outcome.js'
import { demoTable } from '../../../../jobs/cli/show/demo-table.js'
import { reportTable } from '../../../../jobs/cli/show/report-table.js'
import { scoreLines } from '../../../../jobs/cli/show/score-lines.js'
import type { RunReport } from '../../../../jobs/tasks/report/run-report.js'

const REASON = 'the loss is not finite at epoch 7'
const NAME = 'test_2018_2019'

const report = {
  run: { strategy: 'pca-ou' },
  rows: [],
  all: null,
  splits: [{ name: NAME, status: 'failed', failure: REASON, live: false, current: null }],
} as unknown as RunReport

const outcome = {
  plan: {
    run: { id: 'r', seeds: [1], config: {} },
    strategy: { info: { name: 'pca-ou', title: 'PCA' }, trains: false, parseConfig: () => ({}) },
    market: {
      dataset: { name: 'sample' },
      dates: ['2019-01-02', '2019-01-03'],
      arrays: { assets: ['A'] },
    },
    splits: [{ name: NAME }],
    todo: [{ name: NAME }],
    engine: { name: 'host' },
  },
  published: [],
  unchanged: [],
  moved: [],
  warnings: [],
  failed: [{ name: NAME, reason: REASON, retryable: false }],
} as unknown as Parameters<typeof backtestText>[0] & Parameters<typeof scoreLines>[0]

const times = (text: string, part: string) => text.split(part).length - 1

describe('a split that fails', () => {
  let stderr = ''
  beforeEach(() => {
    stderr = ''
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      stderr += text
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const failing = () => {
    const { observer, stop } = createObserver({})
    observer.onPlan?.(outcome.plan)
    observer.onFailed?.(NAME, REASON)
    stop()
  }

  it('prints its reason once in a backtest, and its name in the result', () => {
    failing()
    const text = backtestText(outcome, report, 3)
    expect(times(stderr + text, REASON)).toBe(1)
    expect(text).toContain(`${NAME}: failed`)
    expect(text).toContain('1 failed for the reason above.')
  })

  it('prints its reason once in a score', () => {
    failing()
    const lines = scoreLines({ ...outcome, scoredTo: null, lastDate: '2019-01-03', needs: null })
    expect(times([stderr, ...lines].join('\n'), REASON)).toBe(1)
    expect(lines).toContain(`${NAME} failed for the reason above.`)
  })

  it('has its reason in a report', () => {
    expect(times(reportTable(report), REASON)).toBe(1)
  })
})

describe('the table of the demo', () => {
  it('is a row for each strategy', () => {
    const measures = {
      days: 1007,
      netSharpe: 1.46,
      netSharpeStandardError: 0.5,
      hedgedNetSharpe: 1.44,
      turnover: 0.29,
    }
    const all = { measures, lagOne: { netSharpe: 1.07 } }
    const done = { run: { strategy: 'attention-longconv' }, splits: [], all }
    const lines = demoTable([done, report] as unknown as RunReport[]).split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[2]?.split(/ {2,}/)).toEqual([
      'attention-longconv',
      '1007',
      '1.46',
      '0.50',
      '1.44',
      '1.07',
      '0.29',
    ])
    expect(lines[3]).toMatch(/^pca-ou +0 +–/)
  })
})
