/** Quantities as they stand in a picture: short, and the same in both languages. Digits in the page come from `use-format.ts`. */
const STEPS = [
  { unit: 'GB', size: 2 ** 30 },
  { unit: 'MB', size: 2 ** 20 },
  { unit: 'KB', size: 2 ** 10 },
] as const;

/** Two or three digits: 812 B, 1.2 KB, 64 MB. */
export function shortBytes(bytes: number): string {
  const step = STEPS.find(({ size }) => bytes >= size);
  return step ? `${short(bytes / step.size)} ${step.unit}` : `${Math.round(bytes)} B`;
}

/** 0.4 ms, 12 ms. */
export const shortMs = (milliseconds: number) => `${short(milliseconds)} ms`;

export const short = (value: number) => (value < 9.95 ? value.toFixed(1) : String(Math.round(value)));

/** As people write it: TLS 1.3. */
export const tlsVersion = (protocol: string) => protocol.replace(/^TLSv?/, '');
