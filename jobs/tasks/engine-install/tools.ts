import { UserError } from '../../../src/lib/errors.js'
import { firstLineOf } from './run-command.js'

/** The tools of this machine that build the native engine. */
export interface Tools {
  /** Program and version, `g++ (Debian 12.2.0) 12.2.0`. */
  readonly compiler: { readonly command: string; readonly version: string }
  /** `2.36` */
  readonly glibc: string
  /** Null where there is no pip. */
  readonly pip: Pip | null
}

/** The command that runs pip, and its first arguments. */
export interface Pip {
  readonly command: string
  readonly args: readonly string[]
}

const COMPILERS = ['g++', 'clang++', 'c++'] as const
const PIPS: readonly Pip[] = [
  { command: 'python3', args: ['-m', 'pip'] },
  { command: 'pip3', args: [] },
  { command: 'pip', args: [] },
]
/** The glibc of TensorFlow's manylinux wheels. */
const OLDEST_GLIBC = '2.27'
const ARCHITECTURES: readonly string[] = ['x64', 'arm64']

/** The tools; an error names all that are missing and how to install them. */
export async function findTools({ compiler }: { compiler?: string } = {}): Promise<Tools> {
  const { platform, arch } = process
  if (platform !== 'linux' || !ARCHITECTURES.includes(arch)) {
    throw new UserError(
      `the native engine is built on Linux (x64, arm64), and this is ${platform} ${arch}: the ` +
        'embedded engine, wasm, runs here without any of it',
    )
  }
  const found = await firstOf(compiler ? [compiler] : COMPILERS)
  const glibc = glibcVersion()
  const lacks = [
    ...(found ? [] : [compilerLack(compiler)]),
    ...glibcLacks(glibc),
    ...((await firstLineOf('tar', ['--version'])) ? [] : ['no tar: apt-get install tar']),
    ...((await firstLineOf('npm', ['--version'])) ? [] : ['no npm on the PATH']),
  ]
  if (!found || !glibc || lacks.length > 0) {
    throw new UserError(`the native engine cannot be built here: ${lacks.join('; ')}`)
  }
  return { compiler: found, glibc, pip: await findPip() }
}

function compilerLack(compiler: string | undefined): string {
  return compiler
    ? `no compiler ${compiler}: name one that supports C++17`
    : 'no C++ compiler: apt-get install g++ (or dnf install gcc-c++)'
}

function glibcLacks(glibc: string | null): string[] {
  if (!glibc) return ['no glibc (Alpine?): TensorFlow needs a distribution built on glibc']
  if (!isOlder(glibc, OLDEST_GLIBC)) return []
  return [`glibc ${glibc} is older than ${OLDEST_GLIBC}: take a newer distribution`]
}

async function firstOf(candidates: readonly string[]) {
  for (const command of candidates) {
    const version = await firstLineOf(command, ['--version'])
    if (version) return { command, version }
  }
  return null
}

async function findPip(): Promise<Pip | null> {
  for (const pip of PIPS) {
    if (await firstLineOf(pip.command, [...pip.args, '--version'])) return pip
  }
  return null
}

/** The glibc of the running process; null on musl. */
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
