import type { Tone } from '../ui/status-word.tsx';

/** Of boxes in a picture, and of the text in them: the colour repeats what a mark and a word say. */
export const toneFills: Record<Tone, { readonly box: string; readonly text: string; readonly stroke: string; readonly ink: string }> = {
  good: { box: 'fill-good-fill stroke-good', text: 'fill-good', stroke: 'stroke-good', ink: 'text-good' },
  notice: { box: 'fill-notice-fill stroke-notice', text: 'fill-notice', stroke: 'stroke-notice', ink: 'text-notice' },
  warning: { box: 'fill-warning-fill stroke-warning', text: 'fill-warning', stroke: 'stroke-warning', ink: 'text-warning' },
  danger: { box: 'fill-danger-fill stroke-danger', text: 'fill-danger', stroke: 'stroke-danger', ink: 'text-danger' },
  quiet: { box: 'fill-sunken stroke-line-strong', text: 'fill-ink-soft', stroke: 'stroke-line-strong', ink: 'text-ink-soft' },
};
