import { copyFile, readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toError, UserError } from '../../lib/errors.js'
import { byName, type FileSource, isFinishedName, type ListedFile } from './source.js'

export interface FolderOptions {
  /** A file that was written within this time is checked twice, this far apart. */
  readonly settleMs?: number
  readonly now?: () => number
}

const SETTLE_MS = 2000

/**
 * Files of a folder. A file is still being written if its size or time of writing changes between two
 * checks, or while it is copied.
 */
export function folderSource(
  folder: string,
  { settleMs = SETTLE_MS, now = Date.now }: FolderOptions = {},
): FileSource {
  const place = resolve(folder)
  const check = (name: string) => listedFile(join(place, name), name)
  return {
    place: folder,
    async list() {
      const names = await readdir(place).catch((thrown: unknown) => {
        throw unreadable(folder, thrown)
      })
      const found = await Promise.all(names.filter(isFinishedName).map(check))
      return byName(found.filter((file) => file !== null))
    },
    async fetch(file, path) {
      const written = file.modifiedAt?.getTime() ?? Number.POSITIVE_INFINITY
      // A time in the future comes from another clock and tells nothing about the file's age.
      if (now() - written < settleMs) await sleep(settleMs)
      if (!same(file, await check(file.name))) return false
      await copyFile(join(place, file.name), path)
      return same(file, await check(file.name)) && (await stat(path)).size === file.bytes
    },
  }
}

async function listedFile(path: string, name: string): Promise<ListedFile | null> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) return null
  return { name, bytes: found.size, modifiedAt: new Date(Math.trunc(found.mtimeMs)) }
}

function same(before: ListedFile, after: ListedFile | null): boolean {
  return (
    after !== null &&
    after.bytes === before.bytes &&
    after.modifiedAt?.getTime() === before.modifiedAt?.getTime()
  )
}

function unreadable(folder: string, thrown: unknown): Error {
  const error = toError(thrown)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new UserError(
      `the inbox folder ${folder} does not exist: create it, or correct inbox.source`,
      { cause: error },
    )
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserError(`the inbox folder ${folder} may not be read by this user`, {
      cause: error,
    })
  }
  return error
}
