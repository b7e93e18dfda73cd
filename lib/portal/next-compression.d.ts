/** The package `compression`, which Next brings along without its types. */
declare module 'next/dist/compiled/compression/index.js' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Options {
    filter?(request: IncomingMessage, response: ServerResponse): boolean;
  }
  const compression: (options?: Options) => (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
  export default compression;
}
