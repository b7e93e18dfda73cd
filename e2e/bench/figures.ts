/** Figures as the benchmark prints them: the median of several rounds, and the worst. */
export const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const oneDecimal = (value: number): string => value.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Rates: the worst is the lowest. */
export const ratesText = (rates: readonly number[], unit: string): string =>
  `median ${whole(median(rates))}, worst ${whole(Math.min(...rates))} ${unit} of ${rates.length}`;
export const megabyteRatesText = (rates: readonly number[]): string =>
  `median ${oneDecimal(median(rates))}, worst ${oneDecimal(Math.min(...rates))} MB/s of ${rates.length}`;
/** How many times as fast. */
export const ratioText = (ratio: number): string => `${ratio.toFixed(2)} ×`;
