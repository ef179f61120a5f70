import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256 } from '../lib/hash.js'
import type { TrainingEpoch } from '../results.js'

/** One seed of one split, trained. */
export interface TrainedSeed {
  readonly checkpoint: Uint8Array
  readonly epochs: readonly TrainingEpoch[]
  readonly seconds: number
}

/** Keeps trained seeds until the rest of their split is trained, and for its later dates. */
export interface CheckpointStore {
  /** Null where there is none, it is damaged, or it was trained on other data. */
  load(split: string, seed: number, dataHash: string): Promise<TrainedSeed | null>
  save(split: string, seed: number, dataHash: string, trained: TrainedSeed): Promise<void>
}

interface Header {
  readonly dataHash: string
  /** Files of earlier versions have no metrics. */
  readonly epochs: readonly (Omit<TrainingEpoch, 'metrics'> & Partial<TrainingEpoch>)[]
}

const MAGIC = 'residua-checkpoint 1'

/**
 * Files `<folder>/<split>-<seed>.ckpt`: a line of magic, the SHA-256 of the rest, a line of JSON,
 * the parameters. Written beside and renamed, so that a file is whole or absent. The seconds lie
 * in a file of their own: training the same twice gives the same `.ckpt`, byte for byte.
 */
export function folderCheckpoints(folder: string): CheckpointStore {
  const path = (split: string, seed: number) => checkpointFile(folder, split, seed)
  return {
    async load(split, seed, dataHash) {
      const file = await readFileIfThere(path(split, seed))
      const trained = file && decode(file, dataHash)
      const seconds = await readFileIfThere(`${path(split, seed)}.seconds`)
      return trained && { ...trained, seconds: Number(seconds?.toString() ?? 0) }
    },
    async save(split, seed, dataHash, trained) {
      await writeWhole(`${path(split, seed)}.seconds`, Buffer.from(String(trained.seconds)))
      await writeWhole(path(split, seed), encode(trained, dataHash))
    },
  }
}

export function checkpointFile(folder: string, split: string, seed: number): string {
  return join(folder, `${split}-${seed}.ckpt`)
}

/** Puts a checkpoint file that came from elsewhere in its place, whole. */
export async function putCheckpointFile(path: string, content: Uint8Array): Promise<void> {
  await writeWhole(path, content)
}

function encode({ checkpoint, epochs }: TrainedSeed, dataHash: string): Uint8Array {
  const header: Header = { dataHash, epochs }
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), checkpoint])
  return Buffer.concat([Buffer.from(`${MAGIC}\n${sha256(body)}\n`), body])
}

function decode(file: Buffer, dataHash: string): Omit<TrainedSeed, 'seconds'> | null {
  const bodyStart = MAGIC.length + 64 + 2
  const body = file.subarray(bodyStart)
  if (file.toString('latin1', 0, bodyStart) !== `${MAGIC}\n${sha256(body)}\n`) return null
  const headerEnd = body.indexOf('\n')
  const header = JSON.parse(body.toString('utf8', 0, headerEnd)) as Header // ours: the sum is right
  if (header.dataHash !== dataHash) return null
  const epochs = header.epochs.map((epoch) => ({ ...epoch, metrics: epoch.metrics ?? [] }))
  return { checkpoint: new Uint8Array(body.subarray(headerEnd + 1)), epochs }
}

async function readFileIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}

async function writeWhole(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}.tmp`
  try {
    const file = await open(beside, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (thrown) {
    await rm(beside, { force: true })
    throw thrown
  }
}
