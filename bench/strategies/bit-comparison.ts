import { createHash } from 'node:crypto'
import type { Session } from '../../jobs/session/session.js'
import type { SplitResult } from '../../src/results.js'
import { toAxisDays } from '../../src/store/publish/axis-days.js'
import { positionsOf } from '../../src/store/publish/dataset-positions.js'
import { scoredDays } from '../../src/store/publish/scored-days.js'
import type { StoredSplit } from '../../src/store/read/split-rows.js'
import { inTransaction } from '../../src/store/transaction.js'
import type { Verified } from './verified.js'

/**
 * The digests of the result's dates beside those that the published version shows; without latents, where
 * that was published by a program that had none.
 */
export async function bitComparison(
  pool: Session['pool'],
  split: StoredSplit,
  result: SplitResult,
): Promise<Pick<Verified, 'digest' | 'differsFrom' | 'dates' | 'withoutLatents'>> {
  const { current } = split
  if (!current) throw new Error(`${split.name} is not published`)
  const isOlder = split.latentCount === 0 && (result.latentCount ?? 0) > 0
  const compared = isOlder ? withoutLatents(result) : result
  const [stored, positions] = await inTransaction(pool, async (transaction) => [
    await scoredDays(transaction, current),
    await positionsOf(transaction, split, result),
  ])
  const again = new Map(toAxisDays(compared, positions).map((day) => [day.date, day]))
  const differing = stored.find(({ date, decided, realised }) => {
    const day = again.get(date)
    return day?.decidedHash !== decided || day.realisedHash !== realised
  })
  const digest = createHash('sha256')
  for (const { date, decided, realised } of stored)
    digest.update(`${date} ${decided} ${realised}\n`)
  const missing = result.days.find(({ date }) => !stored.some((day) => day.date === date))
  return {
    digest: digest.digest('hex'),
    differsFrom: differing?.date ?? missing?.date ?? null,
    dates: stored.length,
    ...(isOlder && { withoutLatents: true }),
  }
}

function withoutLatents(result: SplitResult): SplitResult {
  const days = result.days.map(({ latents: _prior, ...day }) => {
    if (!day.realised) return day
    const { latents: _posterior, ...realised } = day.realised
    return { ...day, realised }
  })
  return { ...result, latentCount: 0, days }
}
