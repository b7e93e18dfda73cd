/** A simulated member's link to the primary that it follows: opened, compared, cut, received on, and told to its machine. */
import { isBefore, type JournalPosition, ORIGIN } from '../journal/position.ts';
import type { MessageToPrimary } from '../mirror/dialogue.ts';
import type { Obstacle } from '../mirror/obstacle.ts';
import { missingObstacle } from './holes.ts';
import { meetOnDisk } from './meeting.ts';
import type { LinkReply, LinkRequest } from './messages.ts';
import { CALL_TIMEOUT_MS, type Side } from './network.ts';
import type { FailoverProcess } from './stage.ts';
import { STORE_REFUSES } from './stores.ts';

export class PrimaryLink {
  private readonly instance: FailoverProcess;
  private link: { side: Side; session: number | null } | null = null;

  constructor(instance: FailoverProcess) {
    this.instance = instance;
  }

  close(): void {
    if (this.link) this.instance.world.network.close(this.link.side);
    this.link = null;
  }

  tell(session: number, message: MessageToPrimary): void {
    if (this.link?.session === session) this.instance.world.network.send(this.link.side, { kind: 'said', message } satisfies LinkRequest);
  }

  open(): void {
    if (this.link) this.instance.world.network.close(this.link.side);
    const { partner } = this.instance;
    if (partner === null) return this.instance.handle({ kind: 'link-lost', session: null });
    const side = this.instance.world.network.connect(this.instance.process, {
      host: partner.name,
      service: 'superserver',
      timeoutMs: CALL_TIMEOUT_MS,
    });
    const link: { side: Side; session: number | null } = { side, session: null };
    this.link = link;
    side.onOpened = () =>
      this.instance.world.network.send(side, { kind: 'hello', guid: this.instance.host.self.guid } satisfies LinkRequest);
    side.onClosed = () => {
      if (this.link !== link) return;
      this.link = null;
      this.instance.handle({ kind: 'link-lost', session: link.session });
    };
    side.onMessage = (reply: LinkReply) => {
      if (this.link !== link) return;
      if (reply.kind === 'welcome') {
        link.session = reply.session;
        // Positions of an earlier link may belong to a history that is about to be cut off.
        this.instance.work.forbidBeyond(ORIGIN);
        this.instance.handle({ kind: 'link-opened', session: reply.session });
        // What an earlier link left unsynced is compared too: it must be on the disk first.
        return this.instance.work.whenDurable(() => {
          if (this.link !== link) return;
          this.instance.host.isJournalDamaged = false;
          const { meeting, shared } = meetOnDisk(this.instance.host, reply.history);
          if (meeting.kind === 'lacks') return this.cannotFollow(link, missingObstacle(meeting.fileCount));
          const { session, epoch, process } = reply;
          this.instance.handle({ kind: 'history-compared', session, epoch, process, ...shared });
        });
      }
      if (reply.kind === 'block') {
        return this.instance.work.receive(reply.block);
      }
      // What came before it is on the disk first: it is no progress beyond the obstacle.
      if (reply.kind === 'cannot-serve')
        return this.instance.work.whenDurable(() =>
          this.instance.handle({ kind: 'following-hindered', obstacle: missingObstacle(reply.fileCount) }),
        );
      if (reply.kind === 'configuration')
        return this.instance.life.roll.take(reply.roll, reply, (isWritten) => isWritten || this.cannotFollow(link, STORE_REFUSES));
      if (reply.kind === 'said') this.instance.handle({ kind: 'primary-said', session: link.session ?? 0, message: reply.message });
    };
  }

  /** Both are told. */
  private cannotFollow(link: { readonly side: Side; readonly session: number | null }, obstacle: Obstacle): void {
    if (this.link !== link) return;
    this.instance.world.network.send(link.side, { kind: 'cannot-follow', obstacle } satisfies LinkRequest);
    this.instance.handle({ kind: 'following-hindered', obstacle });
    if (this.link !== link) return;
    this.close();
    this.instance.handle({ kind: 'link-lost', session: link.session });
  }

  /** Its copy is damaged: no longer Active, it begins anew, and asks for what is damaged. */
  dropDamaged(): void {
    const link = this.link;
    if (link === null) return;
    this.link = null;
    this.instance.world.network.close(link.side);
    this.instance.handle({ kind: 'link-lost', session: link.session });
  }

  followFrom(session: number, position: JournalPosition): void {
    const link = this.link;
    if (link?.session !== session) return;
    const hasSurplus = isBefore(position, this.instance.journal.end);
    if (hasSurplus) this.instance.work.cutAt(position);
    this.instance.work.beginReceiving();
    this.instance.journal.missNothing();
    const follow = () => {
      if (this.link !== link) return;
      this.instance.world.network.send(link.side, { kind: 'follow', position } satisfies LinkRequest);
      // Acknowledges what is here already: when nothing is missing no block will do it.
      this.instance.handle({ kind: 'journal-became-durable', journal: this.instance.journal.state });
    };
    if (hasSurplus) this.instance.work.later(follow);
    else follow();
  }
}
