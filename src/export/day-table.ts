import { riskAversionOf } from '../performance/prediction-score.js'
import { isByAsset, isByFactor, shapeOf } from '../series.js'
import type { OpenDatabase } from '../store/database.js'
import {
  type Encoding,
  type SentDays,
  type StoredDaysKey,
  sentDays,
} from '../store/read/export-days.js'
import { componentCount } from '../store/split-sources.js'
import { assetRows, indexRows } from './day-rows.js'
import type { ExportPart, ExportPlan } from './plan.js'
import { withScores } from './score-column.js'
import type { SeriesFile } from './series-files.js'
import type { Batch } from './table.js'

/** Values read at once: half a megabyte of file, and some milliseconds of work in one piece. */
const BATCH_VALUES: Readonly<Record<Encoding, number>> = { binary: 131_072, text: 16_384 }

export interface DayBatchesOptions {
  readonly file: SeriesFile
  readonly encoding: Encoding
  /** Called with the number of dates that are done. */
  readonly onDates?: (count: number) => void
}

/** The rows of the plan's dates, date by date; by factor, then along the asset axis. */
export async function* dayBatches(
  pool: OpenDatabase['pool'],
  plan: ExportPlan,
  { file, encoding, onDates }: DayBatchesOptions,
): AsyncGenerator<Batch> {
  const toRows = rowsOf(plan, file)
  let dates = 0
  for await (const { sent, count } of readAhead(pool, pieces(plan, file, encoding), encoding)) {
    yield toRows(sent)
    dates += count
    onDates?.(dates)
  }
}

/** Converts what was sent of each series; nothing that is made on the way outlives the call. */
function rowsOf({ positions, run }: ExportPlan, { kind, series: [first] }: SeriesFile) {
  const riskAversion = riskAversionOf(run.config)
  const byFactor = isByFactor(first)
  const withZeros = !first.export.withoutZeros
  return (sent: readonly SentDays[]): Batch => {
    const days = sent.map((one) => one.rows())
    const rows = isByAsset(first)
      ? assetRows(days, { positions, byFactor, withZeros })
      : indexRows(days)
    return kind === 'predictions' ? withScores(rows, riskAversion) : rows
  }
}

/** What is read together: the same dates of each series. */
interface Piece {
  readonly dates: readonly string[]
  readonly keys: readonly StoredDaysKey[]
}

function pieces(plan: ExportPlan, file: SeriesFile, encoding: Encoding): Piece[] {
  return plan.parts.flatMap((part) => piecesOf(part, plan.symbols.length, file, encoding))
}

function piecesOf(
  { split: { current, factorCount, latentCount, characteristicNames }, dates }: ExportPart,
  assets: number,
  { series }: SeriesFile,
  encoding: Encoding,
): Piece[] {
  const { rows, length } = shapeOf(series[0], {
    assets,
    factors: factorCount,
    latents: latentCount,
    components: componentCount(current.sources),
    characteristics: characteristicNames.length,
  })
  if (rows * length === 0) return []
  const step = Math.max(1, Math.floor(BATCH_VALUES[encoding] / (rows * length)))
  return Array.from({ length: Math.ceil(dates.length / step) }, (_, n) => {
    const some = dates.slice(n * step, (n + 1) * step)
    const { contentId } = current
    const keys = series.map((one) => ({ series: one, contentId, dates: some, rowsPerDate: rows }))
    return { dates: some, keys }
  })
}

/** The pieces in order; the next one is being read while this one is worked on. */
async function* readAhead(
  pool: OpenDatabase['pool'],
  all: readonly Piece[],
  encoding: Encoding,
): AsyncGenerator<{ readonly sent: SentDays[]; readonly count: number }> {
  const read = (piece: Piece | undefined) => {
    if (!piece) return undefined
    const sent = Promise.all(piece.keys.map((key) => sentDays(pool, key, encoding)))
    // A reader that stops leaves it unread, and its error unhandled.
    sent.catch(() => {})
    return sent
  }
  let ahead = read(all[0])
  for (const [index, { dates }] of all.entries()) {
    const sent = (await ahead) ?? []
    ahead = read(all[index + 1])
    yield { sent, count: dates.length }
  }
}
