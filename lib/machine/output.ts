/**
 * What this process prints may be lost, and nothing else of it: its output is a file on a disk that may be full, or a pipe whose reader has
 * ended. Without this the second line that cannot be written ends the process, as an error that nobody has caught.
 */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
