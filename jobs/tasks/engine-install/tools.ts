import { UserError } from '../../../src/lib/errors.js'
import { firstLineOf } from './run-command.js'

/** What building the native engine needs of the machine. */
export interface Tools {
  /** Program and version, `g++ (Debian 12.2.0) 12.2.0`. */
  readonly compiler: { readonly command: string; readonly version: string }
  /** `2.36` */
  readonly glibc: string
  /** The command that pip is, or null. */
  readonly pip: readonly string[] | null
}

export const COMPILERS = ['g++', 'clang++', 'c++'] as const
const PIPS = [['python3', '-m', 'pip'], ['pip3'], ['pip']] as const
/** Of the manylinux wheels of TensorFlow. */
const OLDEST_GLIBC = '2.27'
const ARCHITECTURES: readonly string[] = ['x64', 'arm64']

/** The tools, or an error that names every one that lacks and how to get it. */
export async function findTools({ compiler }: { compiler?: string } = {}): Promise<Tools> {
  const { platform, arch } = process
  if (platform !== 'linux' || !ARCHITECTURES.includes(arch)) {
    throw new UserError(
      `the native engine is built on Linux (x64, arm64), and this is ${platform} ${arch}: the ` +
        'embedded engine, wasm, runs here without any of it',
    )
  }
  const lacks: string[] = []
  const found = await firstOf(compiler ? [compiler] : COMPILERS)
  if (!found) {
    lacks.push(
      compiler
        ? `no compiler ${compiler}: name one that knows C++17`
        : 'no C++ compiler: apt-get install g++ (or dnf install gcc-c++)',
    )
  }
  const glibc = glibcVersion()
  if (!glibc) lacks.push('no glibc (Alpine?): TensorFlow needs a distribution built on glibc')
  else if (isOlder(glibc, OLDEST_GLIBC)) {
    lacks.push(`glibc ${glibc} is older than ${OLDEST_GLIBC}: take a newer distribution`)
  }
  if (!(await firstLineOf('tar', ['--version']))) lacks.push('no tar: apt-get install tar')
  if (!(await firstLineOf('npm', ['--version']))) lacks.push('no npm on the PATH')
  if (!found || !glibc || lacks.length > 0) {
    throw new UserError(`the native engine cannot be built here: ${lacks.join('; ')}`)
  }
  return { compiler: found, glibc, pip: await findPip() }
}

async function firstOf(candidates: readonly string[]) {
  for (const command of candidates) {
    const version = await firstLineOf(command, ['--version'])
    if (version) return { command, version }
  }
  return null
}

async function findPip(): Promise<readonly string[] | null> {
  for (const [command, ...args] of PIPS) {
    if (await firstLineOf(command, [...args, '--version'])) return [command, ...args]
  }
  return null
}

/** Of the running process; null on musl. */
function glibcVersion(): string | null {
  const report = process.report as { excludeNetwork?: boolean; getReport(): object }
  report.excludeNetwork = true // looking up host names can take seconds
  const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime ?? null
}

/** Whether a version comes before another, `2.9` before `2.27`. */
export function isOlder(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0
}
