import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { datasetByName } from '../../../src/store/datasets.js'
import { exclusively } from '../../../src/store/exclusive.js'
import type { Session } from '../../session/session.js'
import { claimFiles } from './claim-files.js'
import { dateFiles } from './date-files.js'
import { FileLog } from './file-log.js'
import type { InboxOutcome } from './inbox-outcome.js'
import { ingestFile } from './ingest-file.js'
import { judgeFile } from './judge-file.js'
import { assertNotAborted, type ClaimedFile, type DatedFile, type InboxPass } from './pass.js'

export interface InboxOptions
  extends Pick<
    InboxPass,
    'source' | 'date' | 'minCoverage' | 'mapping' | 'format' | 'maxFileMegabytes'
  > {
  /** The default dataset where none is named. */
  readonly dataset?: string
}

/**
 * Ingests the files of an inbox in the order of their dates, each at most once. A file is ingested
 * whole from our copy of it, waits for an earlier one, or is rejected with the reason.
 */
export async function ingestInbox(session: Session, options: InboxOptions): Promise<InboxOutcome> {
  const { id } = await datasetByName(session.db, options.dataset)
  return exclusively(session.pool, 'residua inbox', id, () => runPass(session, options))
}

async function runPass(session: Session, options: InboxOptions): Promise<InboxOutcome> {
  const dataset = await datasetByName(session.db, options.dataset)
  const folder = join(session.config.home, 'inbox', `${process.pid}-${randomUUID()}`)
  const pass: InboxPass = { ...options, session, dataset, folder }
  const log = new FileLog(pass)
  await mkdir(folder, { recursive: true })
  try {
    const { prices, companions, known } = await claimFiles(pass, log)
    const files = await dateFiles(pass, log, prices)
    const restatedFrom = await ingestAll(pass, log, { files, companions })
    const { lastDate, nextDate } = await datasetByName(session.db, dataset.name)
    return { dataset: dataset.name, files: log.files, known, lastDate, nextDate, restatedFrom }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Waiting {
  readonly files: readonly DatedFile[]
  readonly companions: readonly ClaimedFile[]
}

/** Ingests files until the rest must wait; returns the first date of the past that they changed. */
async function ingestAll(pass: InboxPass, log: FileLog, waiting: Waiting): Promise<string | null> {
  let { files, companions } = waiting
  let restatedFrom: string | null = null
  for (;;) {
    const next = await nextSettled(pass, files, companions)
    if (!next) break
    const { file, rejection } = next
    files = files.filter((other) => other !== file)
    if (rejection !== null) {
      await log.reject(file, rejection)
      continue
    }
    const ingested = await ingestFile(pass, log, file, companions)
    companions = ingested.companions
    restatedFrom = earlier(restatedFrom, ingested.restatement?.date ?? null)
  }
  await recordWaiting(pass, log, { files, companions })
  return restatedFrom
}

/** The first file that need not wait: to be ingested, or rejected with a reason. */
async function nextSettled(
  pass: InboxPass,
  files: readonly DatedFile[],
  companions: readonly ClaimedFile[],
): Promise<{ readonly file: DatedFile; readonly rejection: string | null } | undefined> {
  for (const file of files) {
    assertNotAborted(pass)
    const verdict = await judgeFile(pass, file, companions)
    if (verdict.kind === 'waiting') continue
    return { file, rejection: verdict.kind === 'rejected' ? verdict.reason : null }
  }
  return undefined
}

async function recordWaiting(
  pass: InboxPass,
  log: FileLog,
  { files, companions }: Waiting,
): Promise<void> {
  for (const file of files) {
    const verdict = await judgeFile(pass, file, companions)
    await log.record(file, 'waiting', 'reason' in verdict ? verdict.reason : null)
  }
  for (const file of companions) {
    await log.record(file, 'waiting', 'it is ingested with the next price file')
  }
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}
