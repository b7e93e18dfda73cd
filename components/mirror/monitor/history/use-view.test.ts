import { renderHook } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { useView } from './use-view.ts';

afterEach(() => window.history.replaceState(null, '', '/'));

const zoomOf = (search: string) => {
  window.history.replaceState(null, '', `/?${search}`);
  return renderHook(() => useView()).result.current.zoom;
};

test('an address that says more than a Date can hold shows what it can hold', () => {
  const zoom = zoomOf('from=-1e300&to=1e300');
  expect(new Date(zoom?.from ?? Number.NaN).toISOString()).toBe('-271821-04-20T00:00:00.000Z');
  expect(new Date(zoom?.to ?? Number.NaN).toISOString()).toBe('+275760-09-13T00:00:00.000Z');
  expect(zoomOf('from=1e20&to=1e30')).toBeNull();
  expect(zoomOf('from=1000&to=2000')).toEqual({ from: 1000, to: 2000 });
});
