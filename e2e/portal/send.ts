/** Requests as any program may send them: a browser would not let a page choose its Host, nor send an address that cannot be decoded. */
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import type { Product } from './product.ts';

export interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Null: a stranger's. By default that of a program of the owner. */
  token?: string | null;
}
export interface RawAnswer {
  status: number;
  location: string;
  headers: http.IncomingHttpHeaders;
  text: string;
}

export function send(
  product: Product,
  path: string,
  { method = 'GET', headers = {}, body, token = product.token }: RawRequest = {},
): Promise<RawAnswer> {
  const known = token === null ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port: product.port, path, method, headers: { ...known, ...headers }, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '', headers: response.headers, text }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Byte for byte; the answer until the other side closes. */
export async function sendBytes(product: Product, text: string): Promise<string> {
  const socket = net.connect(product.port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
  socket.on('error', () => {}); // Closed in the middle: what came until then counts.
  socket.write(text);
  await once(socket, 'close');
  return answer;
}
