/** One for each checkpoint; where one cannot be opened, those before it are disposed. */
export function perSeed<Opened extends { dispose(): void }>(
  checkpoints: readonly Uint8Array[],
  open: (checkpoint: Uint8Array) => Opened,
): Opened[] {
  const opened: Opened[] = []
  try {
    for (const checkpoint of checkpoints) opened.push(open(checkpoint))
    return opened
  } catch (thrown) {
    for (const one of opened) one.dispose()
    throw thrown
  }
}
