import type { Restatement } from '../../../src/data/dataset/comparison.js'
import { readManifest } from '../../../src/data/dataset/folder.js'
import type { FileRole } from '../../../src/data/file-source/context.js'
import { toError } from '../../../src/lib/errors.js'
import type { ReceivedFile } from '../../../src/store/received-files.js'
import { type IngestOutcome, ingest } from '../data/ingest.js'
import { rejectionOf } from './file-error.js'
import type { FileLog } from './file-log.js'
import { type ClaimedFile, currentDataset, type DatedFile, type InboxPass } from './pass.js'

/** What one price file did to the dataset, and the companions that still wait. */
export interface IngestedFile {
  readonly restatement: Restatement | null
  readonly companions: readonly ClaimedFile[]
}

/** Ingests a price file with the first companion of each role, and records their outcomes. */
export async function ingestFile(
  pass: InboxPass,
  log: FileLog,
  file: DatedFile,
  companions: readonly ClaimedFile[],
): Promise<IngestedFile> {
  const beside = firstOfEachRole(companions)
  const { name, path: folder } = await currentDataset(pass)
  const { sources } = await readManifest(folder)
  const wasHeld = sources.some(({ sha256 }) => sha256 === file.sha256)
  let outcome: IngestOutcome
  try {
    outcome = await ingest(pass.session, {
      ...pathsOf(beside),
      name,
      files: [file.path],
      daily: true,
      mapping: pass.mapping,
      format: pass.format,
    })
  } catch (thrown) {
    return await afterRejection(pass, log, { file, companions, beside }, thrown)
  }
  const made = madeBy(outcome)
  for (const one of beside.values()) await log.record(one, 'ingested', null, made)
  await recordPrices(log, file, outcome, { wasHeld })
  const left = companions.filter((one) => beside.get(one.role) !== one)
  return { restatement: outcome.restatement, companions: left }
}

type Companions = ReadonlyMap<FileRole, ClaimedFile>

function firstOfEachRole(files: readonly ClaimedFile[]): Companions {
  return new Map(files.map((file) => [file.role, file] as const).reverse())
}

function pathsOf(beside: Companions) {
  const pathOf = (role: FileRole) => beside.get(role)?.path
  return {
    membership: pathOf('membership'),
    sectors: pathOf('sectors'),
    characteristics: pathOf('characteristics'),
    renames: pathOf('renames'),
    factors: pathOf('factors'),
  }
}

/** Rejects the companion that the error names and ingests without it; else rejects the price file. */
async function afterRejection(
  pass: InboxPass,
  log: FileLog,
  {
    file,
    companions,
    beside,
  }: { file: DatedFile; companions: readonly ClaimedFile[]; beside: Companions },
  thrown: unknown,
): Promise<IngestedFile> {
  const reason = rejectionOf(thrown, pass.folder)
  const bad = [...beside.values()].find((one) => toError(thrown).message.includes(one.path))
  await log.reject(bad ?? file, reason)
  if (!bad) return { restatement: null, companions }
  const others = companions.filter((one) => one !== bad)
  return await ingestFile(pass, log, file, others)
}

function madeBy({ addedRows, registered, unchanged }: IngestOutcome): Partial<ReceivedFile> {
  return { addedRows, datasetVersionId: unchanged ? null : registered.versionId }
}

async function recordPrices(
  log: FileLog,
  file: DatedFile,
  outcome: IngestOutcome,
  { wasHeld }: { readonly wasHeld: boolean },
): Promise<void> {
  const made = madeBy(outcome)
  if (outcome.restatement) {
    const { symbol, date, message } = outcome.restatement
    return await log.record(file, 'restated', `${symbol} ${date}: ${message}`, made)
  }
  // A process that was killed after the ingest had not recorded it: the file is in the manifest.
  if (!outcome.unchanged || wasHeld) return await log.record(file, 'ingested', null, made)
  await log.record(file, 'repeated', 'it adds and changes nothing')
}
