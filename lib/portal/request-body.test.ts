import { expect, test } from 'vitest';
import { inputOf, jsonOf } from './request-body.ts';

const MEGABYTE = 1024 * 1024;
/** `read` counts what was taken from the sender. */
function sent(parts: number) {
  const read = { parts: 0 };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (read.parts === parts) return controller.close();
      read.parts++;
      controller.enqueue(new Uint8Array(MEGABYTE).fill(0x20));
    },
  });
  return { read, request: new Request('http://127.0.0.1/', { method: 'POST', body, duplex: 'half' } as RequestInit) };
}

test('what was posted is read up to 4 MB, and not a part further', async () => {
  expect(await jsonOf(sent(4).request)).toEqual({ ok: true, value: undefined });
  const { read, request } = sent(1000);
  expect(await jsonOf(request)).toEqual({ ok: false, refusal: { code: 'P582', args: ['4'] } });
  expect(read.parts).toBeLessThan(8);
});

test('JSON is taken, anything else is undefined', async () => {
  const post = (body: string) => jsonOf(new Request('http://127.0.0.1/', { method: 'POST', body }));
  expect(await post('{"kind":"启动"}')).toEqual({ ok: true, value: { kind: '启动' } });
  expect(await post('{')).toEqual({ ok: true, value: undefined });
  expect(await jsonOf(new Request('http://127.0.0.1/', { method: 'POST' }))).toEqual({ ok: true, value: undefined });
  expect(inputOf(new Request('http://127.0.0.1/?input=%7B%22a%22%3A1%7D'))).toEqual({ a: 1 });
  expect(inputOf(new Request('http://127.0.0.1/'))).toEqual({});
  expect(inputOf(new Request('http://127.0.0.1/?input=x'))).toBeUndefined();
});
