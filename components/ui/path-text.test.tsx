import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { PathText } from './path-text.tsx';

afterEach(cleanup);

test('a line may end behind each slash of a path, and the path can be copied as it is', () => {
  const { container } = render(<PathText path="/data/hosts/servera/IRIS.DAT" />);
  expect(container.innerHTML.replaceAll(/<\/?span[^>]*>/g, '')).toBe('/<wbr>data/<wbr>hosts/<wbr>servera/<wbr>IRIS.DAT');
  expect(container.textContent).toBe('/data/hosts/servera/IRIS.DAT');
});
