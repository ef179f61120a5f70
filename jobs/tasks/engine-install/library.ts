import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UserError } from '../../../src/lib/errors.js'
import { runCommand } from './run-command.js'
import { isOlder, type Pip, type Tools } from './tools.js'
import { extractWheel } from './wheel.js'

/** The TensorFlow version whose C API the binding is tested with. */
const TENSORFLOW = '2.21.0'
/** A Python version that its wheels exist for; any pip can download them. */
const WHEEL_PYTHON = '3.11'

export interface Library {
  /** The folder that holds libtensorflow and `include`. */
  readonly folder: string
  readonly cuda: boolean
}

export interface LibraryOptions {
  readonly tools: Tools
  /** Folders of the engine: `library` and `downloads`. */
  readonly places: { readonly library: string; readonly downloads: string }
  readonly gpu: boolean
  /** A wheel, or a folder in which pip has installed TensorFlow. */
  readonly from?: string
  readonly onProgress: (fraction: number) => void
  readonly signal?: AbortSignal
}

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const
/** A file that tells whether TensorFlow was built for CUDA. */
const BUILD_INFO = 'python/platform/build_info.py'

/** TensorFlow's library: at `--from`, unpacked from a wheel, or installed by pip. */
export async function tensorflowLibrary(options: LibraryOptions): Promise<Library> {
  const { from, gpu, places } = options
  const library = await (from === undefined ? fetched(options) : given(resolve(from), options))
  if (!gpu || library.cuda) return library
  throw new UserError(
    `${library.folder} was built without CUDA: leave --from away, or give the folder in which pip installed ` +
      `'tensorflow[and-cuda]' (${places.library} can be deleted)`,
  )
}

async function given(from: string, options: LibraryOptions): Promise<Library> {
  const found = await stat(from).catch((cause: Error) => {
    throw new UserError(`--from ${from}: there is no such file or folder`, { cause })
  })
  if (found.isFile()) return unpacked(from, options)
  for (const folder of [from, join(from, 'tensorflow')]) {
    if (isLibrary(folder)) return libraryIn(folder)
  }
  throw new UserError(
    `--from ${from} holds no ${LIBRARIES[0]}: give a wheel of TensorFlow, or the site-packages folder that it is ` +
      `installed in (python3 -c "import site; print(site.getsitepackages())")`,
  )
}

async function fetched(options: LibraryOptions): Promise<Library> {
  const { places, gpu, tools, signal } = options
  const kept = join(places.library, 'tensorflow')
  if (isLibrary(kept)) {
    const library = await libraryIn(kept)
    if (library.cuda || !gpu) return library
  }
  const pip = assertPip(tools)
  if (gpu) return installed(pip, options)
  await mkdir(places.downloads, { recursive: true })
  const wheelHere = async () =>
    (await readdir(places.downloads)).find((name) => /^tensorflow.*\.whl$/.test(name))
  if (!(await wheelHere())) await download(pip, places.downloads, signal)
  const wheel = await wheelHere()
  if (!wheel) throw new UserError(`pip downloaded no wheel to ${places.downloads}`)
  const library = await unpacked(join(places.downloads, wheel), options)
  await rm(places.downloads, { recursive: true })
  return library
}

function assertPip({ pip }: Tools): Pip {
  if (pip) return pip
  throw new UserError(
    'there is no pip to download TensorFlow with: apt-get install python3-pip, or download its wheel from ' +
      'https://pypi.org/project/tensorflow-cpu/#files on any machine and pass it with --from',
  )
}

/** Downloads to a temporary name first, so that an interrupted download is not taken for a wheel. */
async function download({ command, args }: Pip, to: string, signal?: AbortSignal): Promise<void> {
  const partial = `${to}.part`
  await rm(partial, { recursive: true, force: true })
  const wanted = [`tensorflow-cpu==${TENSORFLOW}`, '--no-deps', '-d', partial, ...ANY_PYTHON]
  await runCommand(command, [...args, 'download', ...wanted], { signal })
  for (const name of await readdir(partial)) await rename(join(partial, name), join(to, name))
  await rm(partial, { recursive: true })
}

const ANY_PYTHON = ['--only-binary=:all:', '--python-version', WHEEL_PYTHON, '-q']

/** Installs TensorFlow with NVIDIA's libraries beside it, where its rpath looks for them. */
async function installed(
  { command, args }: Pip,
  { places, signal }: LibraryOptions,
): Promise<Library> {
  const partial = `${places.library}.part`
  await rm(partial, { recursive: true, force: true })
  const wanted = [`tensorflow[and-cuda]==${TENSORFLOW}`, '--target', partial, '--no-compile']
  await runCommand(command, [...args, 'install', ...wanted, ...ANY_PYTHON], { signal })
  await replace(partial, places.library)
  return libraryIn(join(places.library, 'tensorflow'))
}

async function unpacked(
  wheel: string,
  { places, tools, onProgress, signal }: LibraryOptions,
): Promise<Library> {
  assertGlibc(wheel, tools.glibc)
  const partial = `${places.library}.part`
  await rm(partial, { recursive: true, force: true })
  await extractWheel(wheel, partial, { wanted: isWanted, onProgress, signal })
  if (!isLibrary(join(partial, 'tensorflow'))) {
    throw new UserError(`${wheel} holds no ${LIBRARIES[0]}: it must be a Linux wheel of TensorFlow`)
  }
  await replace(partial, places.library)
  return libraryIn(join(places.library, 'tensorflow'))
}

async function replace(partial: string, place: string): Promise<void> {
  await rm(place, { recursive: true, force: true })
  await rename(partial, place)
}

/** A wheel's name holds the glibc that it needs: `manylinux_2_27_x86_64`. */
function assertGlibc(wheel: string, glibc: string): void {
  const [, major, minor] = /manylinux_(\d+)_(\d+)/.exec(wheel) ?? []
  const needed = `${major}.${minor}`
  if (major === undefined || !isOlder(glibc, needed)) return
  throw new UserError(`${wheel} needs glibc ${needed} and this machine has ${glibc}`)
}

const HEADERS = [
  'tensorflow/c/',
  'tensorflow/core/common_runtime/next_pluggable_device/c/',
  'tensorflow/core/p',
  'tsl/platform/',
  'xla/tsl/',
] as const

/** The libraries, the headers of the C API and what these include. */
function isWanted(name: string): boolean {
  if (name === `tensorflow/${BUILD_INFO}`) return true
  if (LIBRARIES.some((library) => name === `tensorflow/${library}`)) return true
  return HEADERS.some((start) => name.startsWith(`tensorflow/include/${start}`))
}

function isLibrary(folder: string): boolean {
  return LIBRARIES.every((name) => existsSync(join(folder, name)))
}

async function libraryIn(folder: string): Promise<Library> {
  const info = await readFile(join(folder, BUILD_INFO), 'utf8').catch(() => '')
  return { folder, cuda: /is_cuda_build\W+True/.test(info) }
}
