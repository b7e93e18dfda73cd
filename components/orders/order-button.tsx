'use client';
import type { ComponentProps } from 'react';
import type { Target } from '@/lib/contract/live.ts';
import { ReasonButton } from '../ui/reason-button.tsx';
import { type Order, useOrder } from './use-order.tsx';

interface OrderButtonProps extends Pick<ComponentProps<typeof ReasonButton>, 'look' | 'size' | 'className'> {
  readonly target: Target;
  readonly order: Order;
  /** Where several buttons say the same: what it is done to. */
  readonly name?: string;
}

/** The button of an order, or why it is not offered; its question, what it answers while it is carried out, and a refusal. */
export function OrderButton({ target, order, name, ...look }: OrderButtonProps) {
  const { ask, question } = useOrder(target);
  return (
    <>
      <ReasonButton {...look} label={name} refusal={order.offer} onPress={() => ask(order)}>
        {order.label}
      </ReasonButton>
      {question}
    </>
  );
}
