import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { ArchitectDesk } from './architectDesk.js';

/** The desks of the window's repositories. */
export class ArchitectDesks {
  private readonly desks = new Map<Session, ArchitectDesk>();

  constructor(private readonly window: Pick<SanctumWindow, 'sessions' | 'kit' | 'own'>) {
    window.own({
      dispose: () => {
        for (const desk of this.desks.values()) desk.end();
      },
    });
  }

  of(session: Session): ArchitectDesk {
    const known = this.desks.get(session);
    if (known !== undefined) return known;
    const desk = new ArchitectDesk(session, this.window.kit);
    this.desks.set(session, desk);
    return desk;
  }

  /** By the key of its repository; after a restart a document asks for it before the repository is open. */
  async named(key: string): Promise<ArchitectDesk | undefined> {
    const found = this.find(key);
    if (found !== undefined) return found;
    await this.window.sessions.settled;
    return this.find(key);
  }

  /** That of the repository which a command without an argument means. */
  async choose(): Promise<ArchitectDesk | undefined> {
    const session = await this.window.sessions.choose();
    return session === undefined ? undefined : this.of(session);
  }

  private find(key: string): ArchitectDesk | undefined {
    const session = this.window.sessions.byKey(key);
    return session === undefined ? undefined : this.of(session);
  }
}
