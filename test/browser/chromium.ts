import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The path of Chromium, if installed. */
export const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome']
  .map((name) => join('/usr/bin', name))
  .find((path) => existsSync(path))

export const NO_CHROMIUM = 'no Chromium in /usr/bin: the pages are not looked at'
