import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Env, readEnv } from '../../../src/config.js'
import { UserError } from '../../../src/lib/errors.js'
import { runCommand } from '../engine-install/run-command.js'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
]
const ON_MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Prints a page of HTML into a PDF file, with Chromium. */
export async function printPdf(
  html: string,
  out: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const chromium = chromiumPath()
  const folder = await mkdtemp(join(tmpdir(), 'residua-pdf-'))
  try {
    const page = join(folder, 'sheet.html')
    const printed = join(folder, 'sheet.pdf')
    await writeFile(page, html)
    const flags = ['--headless', ...sandboxFlags(), '--disable-gpu', '--no-pdf-header-footer']
    const folders = [`--user-data-dir=${join(folder, 'profile')}`, `--print-to-pdf=${printed}`]
    await runCommand(chromium, [...flags, ...folders, pathToFileURL(page).href], { signal })
    if (!existsSync(printed))
      throw new UserError(`${chromium} printed no file: write --html instead`)
    await copyFile(printed, resolve(out))
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Chromium's sandbox does not start for root; the page is our own and runs no script. */
function sandboxFlags(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** The Chromium or Chrome of `RESIDUA_CHROMIUM`, else the first on the PATH. */
export function chromiumPath(env: Env = readEnv()): string {
  const { RESIDUA_CHROMIUM: named, PATH = '' } = env
  if (named && !existsSync(named)) {
    throw new UserError(
      `RESIDUA_CHROMIUM=${named} is not there: write the path of Chromium or Chrome`,
    )
  }
  const folders = PATH.split(delimiter).filter((folder) => folder !== '')
  const paths = [
    ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))),
    ...ON_MACOS,
  ]
  const found = named || paths.find((path) => existsSync(path))
  if (found) return found
  throw new UserError(
    'a PDF needs Chromium or Chrome, which is not on the PATH: install it (apt install chromium), ' +
      'set RESIDUA_CHROMIUM to its path, or write --html and print the page from any browser',
  )
}
