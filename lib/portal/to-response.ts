import { errorCatalogue, type Outcome } from '../contract/errors.ts';

export function toResponse(outcome: Outcome<unknown>): Response {
  return Response.json(outcome, {
    status: outcome.ok ? 200 : errorCatalogue[outcome.refusal.code].status,
    headers: { 'cache-control': 'no-store' },
  });
}
