/**
 * The SQL process of an instance: runs statements on copies of tables.
 *
 * A process of its own, because a query may take long and its engine answers only at the end: the instance must not stand still meanwhile,
 * and killing is the one way to stop it that always works. Requests come from the parent, one after the other; it ends with its parent.
 */
import { endWithParent } from '../ports/parent-watchdog.ts';
import { Projections } from '../sql/projection-host.ts';
import { projectionQuestionSchema } from '../sql/protocol.ts';

const projections = new Projections();

process.on('message', (message) => {
  const { id, request } = projectionQuestionSchema.parse(message);
  process.send?.({ id, outcome: projections.handle(request) });
});
endWithParent();
