import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { getDistDirectory } from 'altair-static'
import type { Plugin } from 'vite'
import { COMPRESSED, compressedForms } from './precompressed.js'

const DIGEST_LENGTH = 12

/**
 * A copy of Altair with the br and gzip forms of its files, in a folder that is named by the digest of
 * all of them; made once for each version of Altair.
 */
export function playgroundFiles(folder: string): Plugin {
  return {
    name: 'residua:playground-files',
    async closeBundle() {
      const source = getDistDirectory()
      const files = filesIn(source)
      const target = join(folder, digestOf(source, files))
      if (existsSync(target)) return
      rmSync(folder, { recursive: true, force: true })
      const unfinished = `${folder}.unfinished`
      rmSync(unfinished, { recursive: true, force: true })
      mkdirSync(unfinished, { recursive: true })
      cpSync(source, unfinished, { recursive: true })
      for (const file of files.filter((name) => COMPRESSED.test(name))) {
        const forms = await compressedForms(readFileSync(join(source, file)))
        for (const [ending, bytes] of forms)
          writeFileSync(join(unfinished, `${file}.${ending}`), bytes)
      }
      mkdirSync(folder, { recursive: true })
      cpSync(unfinished, target, { recursive: true })
      rmSync(unfinished, { recursive: true })
    },
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()
}

function digestOf(folder: string, files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(join(folder, file)))
  return hash.digest('hex').slice(0, DIGEST_LENGTH)
}
